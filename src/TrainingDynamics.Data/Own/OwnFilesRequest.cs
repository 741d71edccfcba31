namespace TrainingDynamics.Data;

/// <summary>A data set of one's own: its files, and what their columns mean where the names do not say it.</summary>
/// <param name="TrainFile">Ends in <c>.csv</c>, <c>.tsv</c>, <c>.json</c>, <c>.jsonl</c> or <c>.parquet</c>.</param>
/// <param name="ValidationFile">
/// The same, not necessarily of the same kind; its columns have the same names. Null: <see cref="ValidationSplit"/> of the
/// training file.
/// </param>
public sealed record OwnFilesRequest(string TrainFile, string? ValidationFile)
{
    /// <summary>Further training files, of the same format and with the same columns; their rows follow those of the first.</summary>
    public IReadOnlyList<string> MoreTrainFiles { get; init; } = [];

    /// <summary>What is known of the files' form besides their names.</summary>
    public TableForm Form { get; init; } = new();

    /// <summary>A third file, with or without labels; null: none.</summary>
    public string? TestFile { get; init; }

    /// <summary>
    /// Share of the training file's rows to measure on, in (0, 1); used where there is no <see cref="ValidationFile"/>. Null: there
    /// is one.
    /// </summary>
    public double? ValidationSplit { get; init; }

    /// <summary>Decides, together with the texts, which rows those are.</summary>
    public int Seed { get; init; }

    /// <summary>What the task is called; null: as <see cref="DataName"/> finds it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Null: the column that is called as texts are, or the first of two that are called as pairs are, or the only one left.
    /// Given without <see cref="PairColumn"/>: single texts.
    /// </summary>
    public string? TextColumn { get; init; }

    /// <summary>Second text; null: see <see cref="TextColumn"/>.</summary>
    public string? PairColumn { get; init; }

    /// <summary>Null: <c>label</c>, in any case.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// Null: the first of <c>guid</c>, <c>id</c>, <c>idx</c>, <c>index</c>, <c>uuid</c> that a file has, in any case, else the row
    /// number; <c>none</c>: the row number.
    /// </summary>
    public string? GuidColumn { get; init; }

    /// <summary>What the labels are.</summary>
    public LabelKind Labels { get; init; }

    /// <summary>Leave rows without a label out; they are errors otherwise.</summary>
    public bool SkipUnlabelled { get; init; }
}
