using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace TrainingDynamics.Logs;

/// <summary>
/// Parquet as <see cref="RecordFile"/> writes it, a row group at a time: plain values, no compression, nothing missing. Of
/// everything else, damaged or only different, it says nothing and leaves it to <see cref="ParquetBlocks"/>. Own code, because
/// loading and compiling the library costs a process 0.3 s, and its decoding most of the time from file to metrics.
/// </summary>
sealed class PlainParquetBlocks : DynamicsBlocks
{
    // The footer's length and the mark.
    const int TailBytes = 8;

    const int MostFooterBytes = 1 << 26;

    readonly DynamicsFile _file;
    readonly SafeFileHandle _handle;
    readonly PlainParquetFooter _footer;
    readonly Lock _gate = new();
    bool _isOpened;
    DynamicsBlocks? _others;

    PlainParquetBlocks(DynamicsFile file, SafeFileHandle handle, PlainParquetFooter footer)
        : base(file.Path, footer.Groups.Count)
    {
        _file = file;
        _handle = handle;
        _footer = footer;
    }

    /// <summary>Null when the file cannot be opened or its footer is not that of such a file.</summary>
    public static PlainParquetBlocks? TryOpenPlain(DynamicsFile file)
    {
        SafeFileHandle? handle = null;
        PlainParquetBlocks? blocks = null;
        try
        {
            handle = RegularFile.OpenHandle(file.Path);
            blocks = ReadFooter(handle, file.Epoch) is { } footer ? new PlainParquetBlocks(file, handle, footer) : null;
            return blocks;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
        finally
        {
            if (blocks is null)
            {
                handle?.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public override int RecordsIn(int block) => _footer.Groups[block].Rows;

    /// <inheritdoc/>
    public override void Read(int block, RecordBlock records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Count, nameof(block));
        records.Begin(this, block);
        if (!TryReadPlain(block, records))
        {
            if (Others() is not { } others || block >= others.Count)
            {
                throw new LogFormatException(Path, 0, "no readable Parquet");
            }

            others.Read(block, records);
        }
    }

    internal override long LineOf(int block, int record, ReadOnlySpan<byte> before) => RowsBefore(block) + record + 1;

    /// <summary>The same without the library: false when it would be needed.</summary>
    internal bool TryReadPlain(int block, RecordBlock records)
    {
        records.Clear();
        var group = _footer.Groups[block];
        var length = (int)group.Length;
        if (records.Buffer.Length < length)
        {
            records.Buffer = GC.AllocateUninitializedArray<byte>(length);
        }

        try
        {
            if (!TryFill(_handle, records.Buffer.AsSpan(0, length), group.Guid.Start))
            {
                return false;
            }
        }
        catch (IOException)
        {
            return false;
        }

        return new PlainParquetValues(_footer.Schema, group, records).TryTake();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _handle.Dispose();
        _others?.Dispose();
    }

    static bool TryFill(SafeFileHandle handle, Span<byte> buffer, long from)
    {
        while (!buffer.IsEmpty && RandomAccess.Read(handle, buffer, from) is > 0 and var read)
        {
            from += read;
            buffer = buffer[read..];
        }

        return buffer.IsEmpty;
    }

    // Opened when a page turns out to be another kind.
    DynamicsBlocks? Others()
    {
        lock (_gate)
        {
            if (!_isOpened)
            {
                _others = ParquetBlocks.TryOpenGroups(_file);
                _isOpened = true;
            }

            return _others;
        }
    }

    static PlainParquetFooter? ReadFooter(SafeFileHandle handle, int epoch)
    {
        var length = RandomAccess.GetLength(handle);
        Span<byte> tail = stackalloc byte[TailBytes];
        Span<byte> head = stackalloc byte[PlainParquetFooter.Mark.Length];
        if (length < head.Length + TailBytes || !TryFill(handle, head, 0) || !TryFill(handle, tail, length - TailBytes)
            || !head.SequenceEqual(PlainParquetFooter.Mark) || !tail.EndsWith(PlainParquetFooter.Mark))
        {
            return null;
        }

        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (bytes > MostFooterBytes || bytes > length - TailBytes - head.Length)
        {
            return null;
        }

        var footer = new byte[bytes];
        var start = length - TailBytes - bytes;
        return TryFill(handle, footer, start) ? PlainParquetFooter.TryParse(footer, start, epoch) : null;
    }
}
