namespace TrainingDynamics.Logs;

/// <summary>A file of JSON lines in blocks of whole lines. Blank lines are skipped, .gz is unpacked.</summary>
sealed class JsonLineBlocks(DynamicsFile file, LineBlocks lines) : DynamicsBlocks(file.Path, lines.Count)
{
    public JsonLineBlocks(DynamicsFile file)
        : this(file, new LineBlocks(file.Path, "dynamics file"))
    {
    }

    internal override bool HasLines => true;

    /// <inheritdoc/>
    public override void Read(int block, RecordBlock records)
    {
        records.Begin(this, block);
        var buffer = records.Buffer;
        lines.Read(block, ref buffer, out var start, out var end);
        records.Buffer = buffer;
        if (start < end)
        {
            Parse(block, records, start, end);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => lines.Dispose();

    internal override long LineOf(int block, int record, ReadOnlySpan<byte> before) => lines.LineAt(block, before, before.Length);

    // The scanner takes what programs write; the parser decides on every other line.
    void Parse(int block, RecordBlock records, int place, int end)
    {
        var text = records.Buffer;
        ref var first = ref text[0];
        var scanner = new RecordScanner(file.Epoch);
        DynamicsRecordParser? parser = null;
        var start = place;
        while (place < end)
        {
            start = place;
            var next = scanner.Scan(ref first, place);
            if (next >= 0)
            {
                place = next;
                records.Add(scanner, start);
                continue;
            }

            var line = text.AsSpan(place, end - place);
            line = line[..line.IndexOf((byte)'\n')];
            place += line.Length + 1;
            line = line.Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                parser ??= new DynamicsRecordParser(file, () => lines.LineAt(block, text, start));
                parser.Parse(line);
                records.Add(parser, start);
            }
        }
    }
}
