namespace TrainingDynamics.Data;

/// <summary>The tasks that the command line knows, and where their files are searched.</summary>
public static class TaskCatalog
{
    const string Demo = "demo";

    /// <summary>Names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> TaskNames { get; } = [.. TaskLayouts.All.Select(layout => layout.Name)];

    /// <summary>
    /// Reads all splits of a task. A folder may hold GLUE's text files or the Hub's Parquet files, in GLUE's folder for the task (<c>SST-2</c>), in
    /// the Hub's (<c>sst2</c>) or directly; text files are preferred.
    /// </summary>
    /// <param name="task">One of <see cref="TaskNames"/>.</param>
    /// <param name="dataDir">
    /// Null for <c>demo</c>: the program's folder and the folders above it are searched for <c>data</c>. Null for other tasks: the files are
    /// downloaded from the Hub.
    /// </param>
    /// <param name="download">Downloads files and returns their folder; null: nothing is downloaded.</param>
    /// <exception cref="TextInputException">The task is unknown, or neither a data directory nor a download is given.</exception>
    /// <exception cref="DatasetFormatException">A file is missing or malformed.</exception>
    public static TaskData Load(string task, string? dataDir, Func<TaskDownload, string>? download = null)
    {
        var layout = Find(task);
        if (dataDir is null && layout.Name == Demo)
        {
            return FirstOf(layout, BundledDataFolders().Select(data => Path.Combine(data, layout.Folder)))
                ?? throw MissingBundledFiles(layout);
        }

        if (dataDir is null && download is not null && layout.HubId is { } dataset)
        {
            var folder = download(
                new TaskDownload(layout.Name, dataset, layout.HubFolder, name => layout.Splits.Any(split => split.IsParquetName(name))));
            return TaskFolder.TryRead(layout, folder) ?? throw MissingFiles(layout, [folder]);
        }

        if (dataDir is null)
        {
            throw new TextInputException(
                $"task '{task}' needs the folder that holds its files ({layout.Folder}/{layout.Train.TextFiles[0]} and "
                + $"{layout.Folder}/{layout.Dev.TextFiles[0]}), found none; pass it as --data-dir DIR");
        }

        string[] folders =
            [.. new[] { layout.Folder, layout.HubFolder, "" }.Distinct().Select(name => name.Length == 0 ? dataDir : Path.Combine(dataDir, name))];
        return FirstOf(layout, folders) ?? throw MissingFiles(layout, folders);
    }

    /// <summary>The layout of a task's file, by its name.</summary>
    /// <param name="task">One of <see cref="TaskNames"/>.</param>
    /// <param name="path">One of the task's text files or Parquet files.</param>
    /// <exception cref="TextInputException">Unknown task.</exception>
    public static (ExampleColumns Columns, TableLayout Layout) LayoutOf(string task, string path)
    {
        var layout = Find(task);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PARQUET" => (layout.ParquetColumns, new TableLayout(TableFormat.Parquet)),
            ".JSONL" => (layout.Columns, new TableLayout(TableFormat.JsonLines)),
            _ => (layout.Columns, new TableLayout(TableFormat.Tsv, layout.Header, layout.LeavesOutIncomplete)),
        };
    }

    static TaskLayout Find(string task) => TaskLayouts.All.FirstOrDefault(candidate => candidate.Name == task)
        ?? throw new TextInputException(
            $"found task '{task}', expected one of {string.Join(", ", TaskNames)}; pass one of these as --task");

    static TaskData? FirstOf(TaskLayout layout, IEnumerable<string> folders) =>
        folders.Select(folder => TaskFolder.TryRead(layout, folder)).FirstOrDefault(data => data is not null);

    static DatasetFormatException MissingBundledFiles(TaskLayout layout) => new(
        AppContext.BaseDirectory,
        null,
        $"found no data/{layout.Folder}/{layout.Train.TextFiles[0]} and {layout.Dev.TextFiles[0]} in this folder or any above it, "
        + "expected the repository's data; pass the folder that holds them as --data-dir");

    static DatasetFormatException MissingFiles(TaskLayout layout, string[] folders)
    {
        string[] names = [layout.Train.TextFiles[0], layout.Dev.TextFiles[0]];
        string[] tried =
        [
            .. folders
                .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
                .Select(path => File.Exists(path) ? $"{path} (there)" : $"{path} (missing)"),
        ];
        return new DatasetFormatException(
            folders[^1],
            null,
            $"found no folder with both {names[0]} and {names[1]} of task '{layout.Name}', nor with {layout.Train.Parquet}-*.parquet "
            + $"and {layout.Dev.Parquet}-*.parquet; tried {string.Join(", ", tried)}; pass the folder that holds them as --data-dir");
    }

    static IEnumerable<string> BundledDataFolders()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "data");
        }
    }
}

/// <summary>The files that a task needs and that this machine lacks.</summary>
/// <param name="Task">Its name, such as <c>sst2</c>.</param>
/// <param name="Dataset">The data set on the Hub, such as <c>nyu-mll/glue</c>.</param>
/// <param name="Folder">The folder in the data set.</param>
/// <param name="IsWanted">True for the name of a file that the task needs.</param>
public sealed record TaskDownload(string Task, string Dataset, string Folder, Func<string, bool> IsWanted);
