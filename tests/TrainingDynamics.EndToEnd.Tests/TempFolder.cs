namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>A folder that is gone after the test.</summary>
sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("td-end-").FullName;

    public string this[params string[] names] => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Writes a file, with its folders, and returns its path.</summary>
    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>A data folder with the first rows of the bundled demo set.</summary>
    public string SmallDemo(int train, int dev)
    {
        var demo = System.IO.Path.Combine(Repository.Root, "data", "demo");
        foreach (var (split, rows) in new[] { ("train", train), ("dev", dev) })
        {
            Write($"data/{split}.tsv", string.Concat(File.ReadLines(System.IO.Path.Combine(demo, $"{split}.tsv")).Take(rows + 1).Select(line => line + "\n")));
        }

        return this["data"];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
