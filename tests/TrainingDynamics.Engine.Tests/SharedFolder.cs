namespace TrainingDynamics.Engine.Tests;

/// <summary>The folder <c>../shared</c> beside the checkout, with golden data and data sets.</summary>
static class SharedFolder
{
    /// <summary>Full path, or null where the folder is not there.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Full path of something inside; only for tests marked <see cref="SharedFactAttribute"/>.</summary>
    public static string At(params string[] parts) =>
        System.IO.Path.Combine([Path ?? throw new InvalidOperationException("mark the test [SharedFact]"), .. parts]);

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "TrainingDynamics.sln")))
                continue;
            var shared = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared"));
            return Directory.Exists(shared) ? shared : null;
        }

        return null;
    }
}
