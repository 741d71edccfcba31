namespace TrainingDynamics.Charts.Tests;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("td-charts-").FullName;

    internal string this[string name] => Path.Combine(root, name);

    internal string[] Files =>
    [
        .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file)),
    ];

    public void Dispose() => Directory.Delete(root, recursive: true);
}
