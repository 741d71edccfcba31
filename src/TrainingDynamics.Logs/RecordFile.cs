namespace TrainingDynamics.Logs;

/// <summary>
/// One epoch's dynamics file while it is written, called <c>.partial</c> until <see cref="Publish"/>. Memory is bounded, and a
/// record costs no object.
/// </summary>
public abstract class RecordFile : IDisposable
{
    readonly string _partial;
    bool _closed;

    /// <summary>Creates the folder and the partial file.</summary>
    /// <exception cref="IOException">They cannot be created.</exception>
    private protected RecordFile(string path, bool isHeld)
    {
        Path = isHeld ? path : WholeFile.TargetOf(path) ?? path;
        _partial = isHeld ? path + WholeFile.PartialSuffix : WholeFile.PartialPath(Path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        Stream = new FileStream(_partial, isHeld ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1);
    }

    /// <summary>The final name; for a link the name that it leads to.</summary>
    public string Path { get; }

    /// <summary>The partial file, unbuffered: each format has its buffer.</summary>
    private protected FileStream Stream { get; }

    /// <summary>Begins a file in the format that its name says, <c>.parquet</c> or else JSON lines.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="epoch">0-based; part of JSON's keys and of Parquet's metadata.</param>
    /// <param name="isHeld">
    /// True if a run holds the folder: the partial file has the final name with <c>.partial</c>. False if others may write the
    /// same file: then its name is unique.
    /// </param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static RecordFile Create(string path, int epoch, bool isHeld = false) =>
        new DynamicsFile(path, epoch).IsParquet ? new ParquetRecordFile(path, epoch, isHeld) : new JsonRecordFile(path, epoch, isHeld);

    /// <summary>Adds a record.</summary>
    /// <param name="guid">In Parquet all are integers, or all are texts.</param>
    /// <param name="logits">[C], finite, at least one; copied.</param>
    /// <param name="gold">A label id or, beside a single logit, a regression target.</param>
    /// <param name="device">What computed the logits; null: unknown.</param>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="LogFormatException">A Parquet column cannot hold it beside the ones before.</exception>
    public abstract void Append(ExampleGuid guid, ReadOnlySpan<float> logits, double gold, string? device);

    /// <summary>Waits until every record is on the device; the file has still its partial name.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Finish()
    {
        WriteRest();
        Stream.Flush(flushToDisk: true);
    }

    /// <summary>Gives the finished file its name, replacing a file of that name.</summary>
    public void Publish()
    {
        _closed = true;
        Release();
        Stream.Dispose();
        File.Move(_partial, Path, overwrite: true);
    }

    /// <summary>Without an earlier <see cref="Publish"/> the partial file is removed.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (!_closed)
        {
            _closed = true;
            Release();
            Stream.Dispose();
            File.Delete(_partial);
        }
    }

    /// <summary>Hands the stream what is still held back.</summary>
    private protected abstract void WriteRest();

    /// <summary>Lets go of what writes to the stream.</summary>
    private protected virtual void Release()
    {
    }
}
