namespace TrainingDynamics.Logs;

/// <summary>
/// A dynamics file in blocks of records, which several threads may read at once, each into a <see cref="RecordBlock"/> of its
/// own: the one way to a file's records, whatever its format. Every record is checked by itself; whether records fit one
/// another is for who reads them.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="count">Blocks in the file.</param>
public abstract class DynamicsBlocks(string path, int count) : IDisposable
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Blocks in the file; a block may turn out to have no record.</summary>
    public int Count { get; } = count;

    /// <summary>Whether records are found by their lines, and not by their rows.</summary>
    internal virtual bool HasLines => false;

    /// <summary>The number of a block's records, where that is known before it is read; else -1.</summary>
    public virtual int RecordsIn(int block) => -1;

    /// <summary>Opens a file; no record is read yet.</summary>
    /// <exception cref="LogFormatException">It is missing or cannot be opened; of Parquet also when a column is missing.</exception>
    public static DynamicsBlocks Open(DynamicsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.IsParquet ? ParquetBlocks.OpenGroups(file) : new JsonLineBlocks(file);
    }

    /// <summary>Fills a block with the records of the given part of the file, in its order.</summary>
    /// <exception cref="LogFormatException">
    /// A record is malformed: it lacks guid, logits or gold, a logit is not finite, the gold is no class and not beside a single
    /// logit either, or the logits are of another epoch; or the file cannot be read. The message names file, place and, once
    /// known, guid.
    /// </exception>
    public abstract void Read(int block, RecordBlock records);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>A record's 1-based line or row.</summary>
    /// <param name="block">0-based.</param>
    /// <param name="record">0-based, in the block.</param>
    /// <param name="before">Of lines the bytes of the block that lie before the record's.</param>
    internal abstract long LineOf(int block, int record, ReadOnlySpan<byte> before);
}
