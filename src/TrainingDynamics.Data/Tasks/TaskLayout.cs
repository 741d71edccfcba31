namespace TrainingDynamics.Data;

/// <summary>The layout of a task's files: all that <see cref="TaskCatalog"/> needs to read the task.</summary>
/// <param name="Name">Its name, and the folder of its Parquet files.</param>
/// <param name="Folder">Its folder in GLUE; files directly in the data directory are accepted too.</param>
/// <param name="Columns">Columns of the original text files.</param>
/// <param name="LabelNames">Names of the classes, in class order; for a regression the one name.</param>
sealed record TaskLayout(string Name, string Folder, ExampleColumns Columns, IReadOnlyList<string> LabelNames)
{
    /// <summary>Columns of the Parquet files; without <c>idx</c> the row number is the guid.</summary>
    public ExampleColumns ParquetColumns { get; init; } = Columns with { Guid = "idx", Label = "label" };

    /// <summary>Columns of text files without a header line; null: they have one.</summary>
    public string[]? Header { get; init; }

    public TaskSplit Train { get; init; } = TaskSplit.Train;

    public TaskSplit Dev { get; init; } = TaskSplit.Dev;

    /// <summary>A further development set and the suffix of its metrics; read if it exists.</summary>
    public (string Suffix, TaskSplit Split)? MoreDev { get; init; }

    /// <summary>The most important first.</summary>
    public IReadOnlyList<TaskMetric> Metrics { get; init; } = TaskMetric.OfClasses;

    public bool IsRegression { get; init; }

    /// <summary>Labels of rows to skip.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>Whether rows with missing fields are skipped, as in Hugging Face's loader; they are errors otherwise.</summary>
    public bool LeavesOutIncomplete { get; init; }

    /// <summary>Reads a folder with a layout that only this task has; null for any other folder.</summary>
    public Func<TaskLayout, string, TaskData?>? ReadOriginal { get; init; }

    /// <summary>The data set on the Hub; null: none.</summary>
    public string? HubId { get; init; } = "nyu-mll/glue";

    /// <summary>Folder of the task in that data set.</summary>
    public string HubFolder { get; init; } = Name;

    public LabelRule Labels => IsRegression
        ? LabelRule.OfScores()
        : LabelRule.OfTask(LabelNames, LeftOut, LeavesOutIncomplete);

    public IEnumerable<TaskSplit> Splits => MoreDev is { } more ? [Train, Dev, more.Split] : [Train, Dev];

    public DelimitedLayout Tsv => new(TableFormat.Tsv, Columns.Names, Header, LeavesOutIncomplete);
}
