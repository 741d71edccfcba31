namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The first rows of the bundled demo set.</summary>
static class DemoRows
{
    /// <summary>Writes a data folder with so many rows of each split, and returns its path.</summary>
    public static string SmallDemo(this TemporaryFolder folder, int train, int dev)
    {
        var demo = Path.Combine(Repository.Root, "data", "demo");
        foreach (var (split, rows) in new[] { ("train", train), ("dev", dev) })
        {
            folder.Write($"data/{split}.tsv", string.Concat(File.ReadLines(Path.Combine(demo, $"{split}.tsv")).Take(rows + 1).Select(line => line + "\n")));
        }

        return folder["data"];
    }
}
