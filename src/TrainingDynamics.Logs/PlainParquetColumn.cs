namespace TrainingDynamics.Logs;

/// <summary>Where a column of a row group lies in its file.</summary>
/// <param name="Start">Of its first page.</param>
/// <param name="Length">Of all its pages, in bytes.</param>
/// <param name="Values">In all its pages.</param>
readonly record struct PlainParquetColumn(long Start, int Length, int Values)
{
    public long End => Start + Length;
}
