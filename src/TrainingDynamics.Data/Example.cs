namespace TrainingDynamics.Data;

/// <summary>One row of a data set, unchanged from the file.</summary>
/// <param name="Guid">
/// The file's own id, or the 0-based row number below the header where the file has none. Unique in its data set, and never a position after
/// shuffling.
/// </param>
/// <param name="Text">The sentence, or the first of a pair; may be empty, never null.</param>
/// <param name="TextPair">The second of a pair; null for single sentences.</param>
/// <param name="Gold">The label id, an index into <see cref="Dataset.LabelNames"/>; in a regression the target, any finite number.</param>
#pragma warning disable CA1720 // "guid" is what the records on disk call it, whatever the type is called
public sealed record Example(string Guid, string Text, string? TextPair, double Gold)
{
    /// <summary>0-based row of the file, skipped rows included; null for examples that are not from a file.</summary>
    public int? Row { get; init; }

    /// <summary>The file, for a data set from several files; else null.</summary>
    public string? File { get; init; }

    /// <summary>1-based line on which the row begins; null for files without lines, such as Parquet.</summary>
    public int? Line { get; init; }

    /// <summary>Compares the contents, not the places.</summary>
    public bool Equals(Example? other) =>
        other is not null && Guid == other.Guid && Text == other.Text && TextPair == other.TextPair && Gold.Equals(other.Gold);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Guid, Text, TextPair, Gold);
}
