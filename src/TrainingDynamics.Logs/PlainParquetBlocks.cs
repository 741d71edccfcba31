using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
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
        : base(footer.Groups.Count)
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
            handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
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
    public override bool TryRead(int block, RecordBlock records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Count, nameof(block));
        return TryReadPlain(block, records) || (Others() is { } others && block < others.Count && others.TryRead(block, records));
    }

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

        records.Reserve(group.Rows, group.Classes);
        return TryTakeLogits(group, records) && TryTakeGolds(group, records)
            && (_footer.Schema.HasTexts ? TryTakeTexts(group, records) : TryTakeIntegers(group, records));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _handle.Dispose();
        _others?.Dispose();
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

    static PlainParquetPages Pages(PlainParquetGroup group, PlainParquetColumn column, RecordBlock records, bool hasRepetition, int definition) =>
        new(records.Buffer.AsSpan((int)(column.Start - group.Guid.Start), column.Length), column.Values, hasRepetition, definition);

    bool TryTakeLogits(PlainParquetGroup group, RecordBlock records)
    {
        var pages = Pages(group, group.Logits, records, true, _footer.Schema.LogitLevel);
        var logits = records.LogitsToFill;
        var at = 0;
        while (pages.TryNext())
        {
            var values = MemoryMarshal.Cast<byte, float>(pages.Data);
            if (pages.Data.Length != sizeof(float) * (long)pages.Values || !LevelRuns.AreRows(pages.Repetition, pages.Values, group.Classes, at)
                || !AreFinite(values))
            {
                return false;
            }

            values.CopyTo(logits[at..]);
            at += values.Length;
        }

        return pages.IsWhole;
    }

    bool TryTakeGolds(PlainParquetGroup group, RecordBlock records)
    {
        var pages = Pages(group, group.Gold, records, false, _footer.Schema.GoldLevel);
        var golds = records.GoldsToFill;
        while (pages.TryNext())
        {
            var page = golds[..pages.Values];
            golds = golds[pages.Values..];
            if (pages.Data.Length != pages.Values * (long)(_footer.Schema.HasLongs ? sizeof(long) : sizeof(int)))
            {
                return false;
            }

            if (_footer.Schema.HasLongs)
            {
                var values = MemoryMarshal.Cast<byte, long>(pages.Data);
                for (var row = 0; row < page.Length; row++)
                {
                    page[row] = (int)Math.Clamp(values[row], -1, int.MaxValue);
                }
            }
            else
            {
                MemoryMarshal.Cast<byte, int>(pages.Data).CopyTo(page);
            }
        }

        return pages.IsWhole && AreBelow(MemoryMarshal.Cast<int, uint>(records.GoldsToFill), (uint)group.Classes);
    }

    bool TryTakeIntegers(PlainParquetGroup group, RecordBlock records)
    {
        var pages = Pages(group, group.Guid, records, false, _footer.Schema.GuidLevel);
        var guids = records.IntegerGuids();
        while (pages.TryNext())
        {
            if (pages.Data.Length != sizeof(long) * (long)pages.Values)
            {
                return false;
            }

            MemoryMarshal.Cast<byte, long>(pages.Data).CopyTo(guids);
            guids = guids[pages.Values..];
        }

        return pages.IsWhole;
    }

    // Each behind its length.
    bool TryTakeTexts(PlainParquetGroup group, RecordBlock records)
    {
        var pages = Pages(group, group.Guid, records, false, _footer.Schema.GuidLevel);
        var row = 0;
        while (pages.TryNext())
        {
            var data = pages.Data;
            var place = 0;
            for (var end = row + pages.Values; row < end; row++)
            {
                if (data.Length - place < sizeof(int))
                {
                    return false;
                }

                var length = BinaryPrimitives.ReadUInt32LittleEndian(data[place..]);
                place += sizeof(int);
                if (length > data.Length - place || !records.TryTakeText(row, pages.DataPlace + place, (int)length))
                {
                    return false;
                }

                place += (int)length;
            }

            if (place != data.Length)
            {
                return false;
            }
        }

        return pages.IsWhole;
    }

    static bool AreFinite(ReadOnlySpan<float> values)
    {
        const uint Infinity = 0x7F800000;
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var most = Vector<uint>.Zero;
        var i = 0;
        for (; i <= bits.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            most = Vector.Max(most, new Vector<uint>(bits[i..]) & new Vector<uint>(int.MaxValue));
        }

        for (; i < bits.Length; i++)
        {
            most = Vector.Max(most, new Vector<uint>(bits[i] & int.MaxValue));
        }

        return Vector.LessThanAll(most, new Vector<uint>(Infinity));
    }

    static bool AreBelow(ReadOnlySpan<uint> values, uint limit)
    {
        var most = Vector<uint>.Zero;
        var i = 0;
        for (; i <= values.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            most = Vector.Max(most, new Vector<uint>(values[i..]));
        }

        for (; i < values.Length; i++)
        {
            most = Vector.Max(most, new Vector<uint>(values[i]));
        }

        return Vector.LessThanAll(most, new Vector<uint>(limit));
    }

    static bool TryFill(SafeFileHandle handle, Span<byte> buffer, long from)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(handle, buffer, from);
            if (read == 0)
            {
                return false;
            }

            from += read;
            buffer = buffer[read..];
        }

        return true;
    }
}
