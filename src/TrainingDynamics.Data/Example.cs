namespace TrainingDynamics.Data;

/// <summary>One row of a data set, unchanged from the file.</summary>
/// <param name="Guid">
/// The file's own id, or the 0-based row number below the header where the file has none. Unique in its data set and
/// never a position after shuffling.
/// </param>
/// <param name="Text">The sentence, or the first of a pair; may be empty, never null.</param>
/// <param name="TextPair">The second of a pair; null for tasks on single sentences.</param>
/// <param name="Gold">
/// The class, an index into <see cref="Dataset.LabelNames"/>; in a regression the score, any finite number.
/// </param>
#pragma warning disable CA1720 // "guid" is what the records on disk call it, whatever the type is called
public sealed record Example(string Guid, string Text, string? TextPair, double Gold)
{
    /// <summary>0-based row of the file, rows that are no examples counted; null where it was not read from a file.</summary>
    public int? Row { get; init; }

    /// <summary>The file, where the data set is made of several; else null.</summary>
    public string? File { get; init; }

    /// <summary>1-based line on which the row begins; null where there are no lines, as in Parquet.</summary>
    public int? Line { get; init; }

    /// <summary>Whether the two say the same, wherever they stand.</summary>
    public bool Equals(Example? other) =>
        other is not null && Guid == other.Guid && Text == other.Text && TextPair == other.TextPair && Gold.Equals(other.Gold);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Guid, Text, TextPair, Gold);
}
