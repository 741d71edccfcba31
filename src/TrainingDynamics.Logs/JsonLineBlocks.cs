using Microsoft.Win32.SafeHandles;

namespace TrainingDynamics.Logs;

/// <summary>A file of JSON lines in blocks of whole lines; <see cref="DynamicsReader"/> says what is wrong with one.</summary>
sealed class JsonLineBlocks : DynamicsBlocks
{
    // Fits a core's second-level cache twice, and is large against a line.
    const int BlockBytes = 1 << 18;

    // As much as most last lines need beyond their block.
    const int Slack = 1 << 10;

    readonly DynamicsFile _file;
    readonly SafeFileHandle _handle;

    readonly long _bytes; // when it was opened

    JsonLineBlocks(DynamicsFile file, SafeFileHandle handle, long bytes)
        : base(checked((int)((bytes + BlockBytes - 1) / BlockBytes)))
    {
        _file = file;
        _handle = handle;
        _bytes = bytes;
    }

    /// <summary>Null when the file cannot be opened or has no length.</summary>
    public static JsonLineBlocks? TryOpenLines(DynamicsFile file)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new JsonLineBlocks(file, handle, RandomAccess.GetLength(handle));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            handle?.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(int block, RecordBlock records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Count, nameof(block));
        records.Clear();
        try
        {
            return TryReadLines((long)block * BlockBytes, records);
        }
        catch (Exception e) when (e is IOException or LogFormatException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _handle.Dispose();

    bool TryReadLines(long start, RecordBlock records)
    {
        // From the byte before, for a line starts here when that is a line feed.
        var from = start == 0 ? 0 : start - 1;
        var limit = (int)(Math.Min(_bytes, start + BlockBytes) - from);
        var wanted = limit + Slack;
        while (true)
        {
            wanted = (int)Math.Min(wanted, _bytes - from);
            if (records.Buffer.Length < wanted + RecordScanner.Padding)
            {
                records.Buffer = GC.AllocateUninitializedArray<byte>(wanted + RecordScanner.Padding + 1);
            }

            if (!TryFill(records.Buffer.AsSpan(0, wanted), from))
            {
                return false;
            }

            var lineFeed = records.Buffer.AsSpan(limit - 1, wanted - limit + 1).IndexOf((byte)'\n');
            if (lineFeed >= 0)
            {
                return TryParse(records, start == 0, limit, limit + lineFeed);
            }

            if (from + wanted == _bytes)
            {
                records.Buffer[wanted] = (byte)'\n';
                return TryParse(records, start == 0, limit, wanted + 1);
            }

            if (wanted >= RecordLines.MaxLineBytes)
            {
                return false;
            }

            wanted *= 2;
        }
    }

    bool TryFill(Span<byte> buffer, long from)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, buffer, from);
            if (read == 0)
            {
                return false;
            }

            from += read;
            buffer = buffer[read..];
        }

        return true;
    }

    // The lines that start before `limit`; the last one ends before `end`.
    bool TryParse(RecordBlock records, bool isFirst, int limit, int end)
    {
        var text = records.Buffer.AsSpan(0, end);
        var place = isFirst ? 0 : text.IndexOf((byte)'\n') + 1;
        ref var first = ref records.Buffer[0];
        var scanner = new RecordScanner(_file.Epoch);
        DynamicsRecordParser? parser = null;
        while (place < limit)
        {
            var next = scanner.Scan(ref first, place);
            if (next >= 0)
            {
                place = next;
                if (!records.TryAdd(scanner))
                {
                    return false;
                }

                continue;
            }

            var line = text[place..];
            line = line[..line.IndexOf((byte)'\n')];
            place += line.Length + 1;
            line = line.Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                parser ??= new DynamicsRecordParser(_file);
                parser.Parse(line);
                if (parser.IsRegression || !records.TryAdd(parser))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
