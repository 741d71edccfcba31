namespace TrainingDynamics.Logs;

/// <summary>Where a column of a row group lies in its file.</summary>
/// <param name="Start">Of its first page.</param>
/// <param name="Length">Of all its pages, in bytes.</param>
/// <param name="Values">In all its pages.</param>
sealed record PlainParquetColumn(long Start, int Length, int Values)
{
    /// <summary>What a file has that does not say where the column lies.</summary>
    public static PlainParquetColumn None { get; } = new(0, 0, 0);

    public long End => Start + Length;
}
