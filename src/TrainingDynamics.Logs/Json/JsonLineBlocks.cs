namespace TrainingDynamics.Logs;

/// <summary>A file of JSON lines in blocks of whole lines; <see cref="DynamicsReader"/> says what is wrong with one.</summary>
sealed class JsonLineBlocks : DynamicsBlocks
{
    readonly DynamicsFile _file;
    readonly LineBlocks _lines;

    JsonLineBlocks(DynamicsFile file, LineBlocks lines)
        : base(lines.Count)
    {
        _file = file;
        _lines = lines;
    }

    /// <summary>Null when the file cannot be opened or has no length.</summary>
    public static JsonLineBlocks? TryOpenLines(DynamicsFile file) =>
        LineBlocks.TryOpen(file.Path) is { } lines ? new JsonLineBlocks(file, lines) : null;

    /// <inheritdoc/>
    public override bool TryRead(int block, RecordBlock records)
    {
        ArgumentNullException.ThrowIfNull(records);
        records.Clear();
        var buffer = records.Buffer;
        var isRead = _lines.TryRead(block, ref buffer, out var start, out var end);
        records.Buffer = buffer;
        try
        {
            return isRead && TryParse(records, start, end);
        }
        catch (LogFormatException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _lines.Dispose();

    bool TryParse(RecordBlock records, int place, int end)
    {
        if (place == end)
        {
            return true;
        }

        var text = records.Buffer.AsSpan(0, end);
        ref var first = ref records.Buffer[0];
        var scanner = new RecordScanner(_file.Epoch);
        DynamicsRecordParser? parser = null;
        while (place < end)
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
