namespace TrainingDynamics.Text.Tests;

/// <summary>The folders that tests read: the repository's own, and <c>../shared</c> where it is there.</summary>
static class SharedData
{
    /// <summary>The folder that holds TrainingDynamics.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Null in a newcomer's clone.</summary>
    public static string? Shared { get; } =
        Directory.Exists(Path.Combine(Repository, "..", "shared"))
            ? Path.GetFullPath(Path.Combine(Repository, "..", "shared"))
            : null;

    public static string PathOf(params string[] parts) => Path.Combine([Shared!, .. parts]);

    static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TrainingDynamics.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no TrainingDynamics.sln above {AppContext.BaseDirectory}");
    }
}
