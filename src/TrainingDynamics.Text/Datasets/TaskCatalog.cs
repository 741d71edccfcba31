namespace TrainingDynamics.Text.Datasets;

/// <summary>The tasks that can be named on the command line, and where their files are looked for.</summary>
public static class TaskCatalog
{
    const string Demo = "demo";

    // Class order and names as in the GLUE data sets that Hugging Face distributes (nyu-mll/glue), so that class 1
    // of a run here is class 1 of a run there.
    static readonly TaskLayout[] Layouts =
    [
        new(Demo, Demo, "train.tsv", "dev.tsv", null, "sentence", null, "label",
            ["negative", "positive"], ["0", "1"]),
        new("sst2", "SST-2", "train.tsv", "dev.tsv", null, "sentence", null, "label",
            ["negative", "positive"], ["0", "1"]),
        new("rte", "RTE", "train.tsv", "dev.tsv", "index", "sentence1", "sentence2", "label",
            ["entailment", "not_entailment"], ["entailment", "not_entailment"]),
    ];

    /// <summary>Names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> TaskNames { get; } = [.. Layouts.Select(layout => layout.Name)];

    /// <summary>
    /// Reads both splits of a task: <c>dataDir/FOLDER/{train,dev}.tsv</c> where that folder has both, else
    /// <c>dataDir/{train,dev}.tsv</c>.
    /// </summary>
    /// <param name="task">One of <see cref="TaskNames"/>.</param>
    /// <param name="dataDir">
    /// Null only for <c>demo</c>: then <c>data</c> is searched upwards from the program's own folder.
    /// </param>
    /// <exception cref="TextInputException">Unknown task, or no data directory given.</exception>
    /// <exception cref="DatasetFormatException">A file is missing or malformed.</exception>
    public static TaskData Load(string task, string? dataDir)
    {
        var layout = Array.Find(Layouts, candidate => candidate.Name == task)
            ?? throw new TextInputException(
                $"found task '{task}', expected one of {string.Join(", ", TaskNames)}; pass one of these as --task");
        if (dataDir is null && layout.Name != Demo)
        {
            throw new TextInputException(
                $"task '{task}' needs the folder that holds its files ({layout.Folder}/{layout.TrainFile} and "
                + $"{layout.Folder}/{layout.DevFile}), found none; pass it as --data-dir DIR");
        }

        string[] folders = dataDir is null
            ? [.. BundledDataFolders().Select(data => Path.Combine(data, layout.Folder))]
            : [Path.Combine(dataDir, layout.Folder), dataDir];
        string folder = Array.Find(folders, candidate => HasBothSplits(candidate, layout))
            ?? throw (dataDir is null ? MissingBundledFiles(layout) : MissingFiles(layout, folders));
        return new TaskData(
            task,
            DatasetReader.Read(layout, "train", Path.Combine(folder, layout.TrainFile)),
            DatasetReader.Read(layout, "dev", Path.Combine(folder, layout.DevFile)));
    }

    static bool HasBothSplits(string folder, TaskLayout layout) =>
        File.Exists(Path.Combine(folder, layout.TrainFile)) && File.Exists(Path.Combine(folder, layout.DevFile));

    static DatasetFormatException MissingBundledFiles(TaskLayout layout) => new(
        AppContext.BaseDirectory,
        null,
        $"found no data/{layout.Folder}/{layout.TrainFile} and {layout.DevFile} in this folder or any above it, expected "
        + "the repository's data; pass the folder that holds them as --data-dir");

    static DatasetFormatException MissingFiles(TaskLayout layout, string[] folders)
    {
        string[] tried =
        [
            .. folders
                .SelectMany(folder => new[] { Path.Combine(folder, layout.TrainFile), Path.Combine(folder, layout.DevFile) })
                .Select(path => File.Exists(path) ? $"{path} (there)" : $"{path} (missing)"),
        ];
        return new DatasetFormatException(
            folders[^1],
            null,
            $"found no folder with both {layout.TrainFile} and {layout.DevFile} of task '{layout.Name}'; "
            + $"tried {string.Join(", ", tried)}; pass the folder that holds them as --data-dir");
    }

    static IEnumerable<string> BundledDataFolders()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "data");
    }
}
