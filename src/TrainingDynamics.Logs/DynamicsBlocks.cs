namespace TrainingDynamics.Logs;

/// <summary>
/// A dynamics file in blocks of records, which several threads may read at once. A quick way for files in order: of a
/// malformed record or a file that cannot be read it only says no, and the format's <see cref="IDynamicsRecords"/> says why.
/// </summary>
/// <param name="count">Blocks in the file.</param>
public abstract class DynamicsBlocks(int count) : IDisposable
{
    /// <summary>Blocks in the file; a block may turn out to have no record.</summary>
    public int Count { get; } = count;

    /// <summary>The number of a block's records, where that is known before it is read; else -1.</summary>
    public virtual int RecordsIn(int block) => -1;

    /// <summary>Opens a file; null when it is packed or of another format, cannot be opened, or has no length.</summary>
    public static DynamicsBlocks? TryOpen(DynamicsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.IsParquet ? (DynamicsBlocks?)PlainParquetBlocks.TryOpenPlain(file) ?? ParquetBlocks.TryOpenGroups(file)
            : file.Path.EndsWith(".jsonl", StringComparison.Ordinal) ? JsonLineBlocks.TryOpenLines(file)
            : null;
    }

    /// <summary>
    /// Fills a block with the records of the given part of the file. False when a record is malformed, is of a regression or has
    /// another number of logits than the one before, or the file cannot be read.
    /// </summary>
    public abstract bool TryRead(int block, RecordBlock records);

    /// <inheritdoc/>
    public abstract void Dispose();
}
