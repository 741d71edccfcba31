namespace TrainingDynamics.Logs;

/// <summary>
/// A dynamics file in blocks of records: the one way to a file's records, whatever its format. Several threads may read at
/// once, each into another <see cref="RecordBlock"/>. Every record is checked by itself; the caller checks whether records fit
/// one another.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="count">Blocks in the file.</param>
public abstract class DynamicsBlocks(string path, int count) : IDisposable
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Blocks in the file; a block may turn out to have no record.</summary>
    public int Count { get; } = count;

    /// <summary>Whether the file has lines; else it has rows.</summary>
    internal virtual bool HasLines => false;

    /// <summary>The number of a block's records if known before it is read; else -1.</summary>
    public virtual int RecordsIn(int block) => -1;

    /// <summary>Opens a file; no record is read yet.</summary>
    /// <exception cref="LogFormatException">It is missing or cannot be opened; of Parquet also when a column is missing.</exception>
    public static DynamicsBlocks Open(DynamicsFile file) =>
        file.IsParquet ? ParquetBlocks.OpenGroups(file) : new JsonLineBlocks(file);

    /// <summary>Fills a block with the records of the given part of the file, in its order.</summary>
    /// <exception cref="LogFormatException">
    /// A record is malformed: it lacks guid, logits or gold, a logit is not finite, the gold is neither a class nor
    /// beside a single logit, or the logits are of another epoch; or the file cannot be read. The message names file, place and, once
    /// known, guid.
    /// </exception>
    public abstract void Read(int block, RecordBlock records);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>A record's 1-based line or row.</summary>
    /// <param name="block">0-based.</param>
    /// <param name="record">0-based, in the block.</param>
    /// <param name="before">The block's bytes before the record; used for a file of lines.</param>
    internal abstract long LineOf(int block, int record, ReadOnlySpan<byte> before);
}
