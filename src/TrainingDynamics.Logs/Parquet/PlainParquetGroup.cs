namespace TrainingDynamics.Logs;

/// <summary>A row group of a dynamics file, its three columns in the file's order.</summary>
sealed record PlainParquetGroup(int Rows, PlainParquetColumn Guid, PlainParquetColumn Gold, PlainParquetColumn Logits)
{
    /// <summary>Logits per row; meaningless unless <see cref="IsWhole"/>.</summary>
    public int Classes => Logits.Values / Rows;

    /// <summary>The bytes from the first column to the last.</summary>
    public long Length => Logits.End - Guid.Start;

    /// <summary>
    /// Whether every row can have its guid, its gold and as many logits as the others, two at least. One array holds the bytes, and
    /// they are at least as many as such rows need, so that a damaged number does not become memory.
    /// </summary>
    public bool IsWhole =>
        Rows > 0 && Guid.Values == Rows && Gold.Values == Rows && Classes >= 2 && Classes * (long)Rows == Logits.Values
        && Math.Min(Guid.Length, Gold.Length) / sizeof(int) >= Rows && Logits.Length / sizeof(float) >= Logits.Values
        && Guid.End <= Gold.Start && Gold.End <= Logits.Start && Length <= 1 << 30;
}
