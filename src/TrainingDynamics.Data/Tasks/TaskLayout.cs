namespace TrainingDynamics.Data;

/// <summary>How a task's files look: one of these a task is all that <see cref="TaskCatalog"/> needs to read it.</summary>
/// <param name="Name">What the user calls it, and the folder of its Parquet files.</param>
/// <param name="Folder">Its folder inside GLUE's; files straight in the data directory are accepted too.</param>
/// <param name="Columns">In the distribution's own text files.</param>
/// <param name="LabelNames">Names of the classes, in class order; of a regression its one.</param>
sealed record TaskLayout(string Name, string Folder, ExampleColumns Columns, IReadOnlyList<string> LabelNames)
{
    /// <summary>In Parquet files; where they have no <c>idx</c> the row number is the guid.</summary>
    public ExampleColumns ParquetColumns { get; init; } = Columns with { Guid = "idx", Label = "label" };

    /// <summary>Columns of text files without a header line; null: they have one.</summary>
    public string[]? Header { get; init; }

    public TaskSplit Train { get; init; } = TaskSplit.Train;

    public TaskSplit Dev { get; init; } = TaskSplit.Dev;

    /// <summary>A further development set and the suffix of its metrics; read where it is there.</summary>
    public (string Suffix, TaskSplit Split)? MoreDev { get; init; }

    /// <summary>The most telling first.</summary>
    public IReadOnlyList<TaskMetric> Metrics { get; init; } = TaskMetric.OfClasses;

    public bool IsRegression { get; init; }

    /// <summary>Labels of rows that are no examples.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>Whether rows with missing fields are left out, as Hugging Face's loader does; they are errors otherwise.</summary>
    public bool LeavesOutIncomplete { get; init; }

    /// <summary>Reads a folder with a layout that only this task has; null for any other folder.</summary>
    public Func<TaskLayout, string, TaskData?>? ReadOriginal { get; init; }

    /// <summary>The Hub's data set; null where it has none.</summary>
    public string? HubId { get; init; } = "nyu-mll/glue";

    /// <summary>Folder of the task in that data set.</summary>
    public string HubFolder { get; init; } = Name;

    public LabelRule Labels => IsRegression
        ? LabelRule.OfScores()
        : LabelRule.OfTask(LabelNames, LeftOut, LeavesOutIncomplete);

    /// <summary>The splits that there may be.</summary>
    public IEnumerable<TaskSplit> Splits => MoreDev is { } more ? [Train, Dev, more.Split] : [Train, Dev];

    public DelimitedLayout Tsv => new(TableFormat.Tsv, Columns.Names, Header, LeavesOutIncomplete);
}
