namespace TrainingDynamics.Tests;

/// <summary>Where the sources and the reference data beside them are.</summary>
static class Repository
{
    const string SharedPrefix = "shared/";

    /// <summary>The folder of TrainingDynamics.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder beside the checkout that holds golden and GLUE data; null where it is absent.</summary>
    public static string? Shared { get; } =
        Path.GetFullPath(Path.Combine(Root, "..", "shared")) is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Full path of something in <see cref="Shared"/>; only for cases of <see cref="SharedDataAttribute"/>.</summary>
    public static string SharedPath(params string[] parts) =>
        Path.Combine([Shared ?? throw new InvalidOperationException("mark the case [SharedData]"), .. parts]);

    /// <summary>Full path of something in <c>tests/Golden</c>, reference results that lie in every clone.</summary>
    public static string GoldenPath(params string[] parts) => Path.Combine([Root, "tests", "Golden", .. parts]);

    /// <summary>
    /// The folder of a golden checkpoint: of a model family in <c>tests/Golden</c>, or one in <see cref="Shared"/>, for
    /// cases of <see cref="SharedDataAttribute"/>; <c>shared/</c> before a name says that the latter is meant where both are.
    /// </summary>
    public static string GoldenModel(string name) =>
        name.StartsWith(SharedPrefix, StringComparison.Ordinal) ? SharedPath("golden", "models", name[SharedPrefix.Length..])
        : GoldenPath("models", name) is var folder && Directory.Exists(folder) ? folder
        : SharedPath("golden", "models", name);

    /// <summary>The source files below a folder of the repository, without build outputs.</summary>
    public static IEnumerable<string> Sources(string folder, params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TrainingDynamics.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no TrainingDynamics.sln above the tests");
        }

        return folder;
    }
}
