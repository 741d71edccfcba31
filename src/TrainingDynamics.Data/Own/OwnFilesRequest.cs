namespace TrainingDynamics.Data;

/// <summary>A data set of the user's own: its files, and the meaning of their columns where the names do not tell.</summary>
/// <param name="TrainFile">Ends in <c>.csv</c>, <c>.tsv</c>, <c>.json</c>, <c>.jsonl</c> or <c>.parquet</c>.</param>
/// <param name="ValidationFile">
/// A file with the same column names, perhaps in another format. Null: <see cref="ValidationSplit"/> of the training file.
/// </param>
public sealed record OwnFilesRequest(string TrainFile, string? ValidationFile)
{
    /// <summary>Further training files, with the same format and columns; their rows follow those of the first.</summary>
    public IReadOnlyList<string> MoreTrainFiles { get; init; } = [];

    /// <summary>The form of the files as far as it is known.</summary>
    public TableForm Form { get; init; } = new();

    /// <summary>A test file, with or without labels; null: none.</summary>
    public string? TestFile { get; init; }

    /// <summary>
    /// Share of the training file's rows used for validation, in (0, 1), where there is no <see cref="ValidationFile"/>; else null.
    /// </summary>
    public double? ValidationSplit { get; init; }

    /// <summary>Decides, together with the texts, which rows these are.</summary>
    public int Seed { get; init; }

    /// <summary>Name of the task; null: as <see cref="DataName"/> finds it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Null: the column named like a text, or the first of two named like a pair, or the only one left. Given without <see cref="PairColumn"/>:
    /// single texts.
    /// </summary>
    public string? TextColumn { get; init; }

    /// <summary>Second text; null: see <see cref="TextColumn"/>.</summary>
    public string? PairColumn { get; init; }

    /// <summary>Null: <c>label</c>, in any case.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// Null: the first of <c>guid</c>, <c>id</c>, <c>idx</c>, <c>index</c>, <c>uuid</c> in the file, in any case, else the row number; <c>none</c>:
    /// the row number.
    /// </summary>
    public string? GuidColumn { get; init; }

    /// <summary>What the labels are.</summary>
    public LabelKind Labels { get; init; }

    /// <summary>Skip rows without a label; they are errors otherwise.</summary>
    public bool SkipUnlabelled { get; init; }
}
