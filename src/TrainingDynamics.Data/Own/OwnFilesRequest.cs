namespace TrainingDynamics.Data;

/// <summary>A data set of one's own: two files, and what their columns mean where the names do not say it.</summary>
/// <param name="TrainFile">Ends in <c>.csv</c>, <c>.tsv</c>, <c>.json</c>, <c>.jsonl</c> or <c>.parquet</c>.</param>
/// <param name="ValidationFile">The same, not necessarily of the same kind; its columns have the same names.</param>
public sealed record OwnFilesRequest(string TrainFile, string ValidationFile)
{
    /// <summary>What the task is called; null: the training file's name without its ending.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Null: <c>sentence1</c> and <c>sentence2</c> where both are there, else the first two columns that are neither the
    /// label nor an id, else the only one. Given without <see cref="PairColumn"/>: single sentences.
    /// </summary>
    public string? TextColumn { get; init; }

    /// <summary>Second sentence; null: see <see cref="TextColumn"/>.</summary>
    public string? PairColumn { get; init; }

    /// <summary>Null: <c>label</c>.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>Null: the first of <c>guid</c>, <c>id</c>, <c>idx</c>, <c>index</c> that a file has, else the row number.</summary>
    public string? GuidColumn { get; init; }
}
