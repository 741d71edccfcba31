namespace TrainingDynamics.Dashboard.Tests;

/// <summary>The folder <c>../shared</c> beside the checkout, with golden data.</summary>
static class SharedFolder
{
    /// <summary>Full path, or null where the folder is not there.</summary>
    public static string? Path { get; } = Find();

    /// <summary>The golden logs of several runs; only for tests marked <see cref="SharedFactAttribute"/>.</summary>
    public static IEnumerable<string> GoldenRuns =>
        Directory.EnumerateDirectories(System.IO.Path.Combine(Path ?? throw new InvalidOperationException("mark the test [SharedFact]"), "golden", "metrics"));

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TrainingDynamics.sln")))
            {
                var shared = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared"));
                return Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
