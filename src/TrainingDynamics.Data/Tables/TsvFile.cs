namespace TrainingDynamics.Data;

/// <summary>
/// Tab-separated files as GLUE writes them: one row a line, no quoting at all, so that a quotation mark is a character
/// like any other. Own code because the common readers unquote, and cannot say which line is at fault.
/// </summary>
static class TsvFile
{
    /// <summary>
    /// Reads the whole file. A byte order mark, CRLF line ends and blank lines are accepted; anything else that is not a
    /// row of as many fields as the header has is an error, unless the layout is lenient.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">What is wanted of it.</param>
    public static DataTable Read(string path, TsvLayout layout)
    {
        var file = DataBytes.Read(path);
        var rest = file.Content;
        string[]? header = layout.Header;
        int[] places = header is null ? [] : Places(path, header, layout.Required);
        var rows = new List<DataRow>();
        for (int line = 1; !rest.IsEmpty; line++)
        {
            var bytes = TakeLine(ref rest);
            if (bytes.IsEmpty)
                continue;
            string[] fields = DataBytes.Decode(path, line, bytes).Split('\t');
            if (header is null)
            {
                header = fields;
                places = Places(path, header, layout.Required);
                continue;
            }

            if (!layout.IsLenient)
                HeaderCheck.Width(path, line, fields.Length, header, "tab");
            rows.Add(new DataRow(
                line, Array.ConvertAll(places, place => place < fields.Length ? Cell.Untyped(fields[place]) : Cell.Missing)));
        }

        return header is null || (layout.Header is not null && rows.Count == 0)
            ? throw HeaderCheck.Empty(path, layout.Required)
            : new DataTable(
                path,
                file.Sha256,
                Array.ConvertAll(places, place => header[place]),
                rows,
                new TableLayout(TableFormat.Tsv, layout.Header, layout.IsLenient)).Checked();
    }

    static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    // Of the columns that are kept: MNLI's parse trees are nine tenths of its file.
    static int[] Places(string path, string[] header, IReadOnlyCollection<string> required)
    {
        if (!required.All(column => header.Contains(column)))
        {
            throw new DatasetFormatException(
                path,
                1,
                $"found {HeaderCheck.Quote(header)} as the first line, expected a header with the tab-separated columns "
                + $"{HeaderCheck.Quote(required)}; add the header or check --task");
        }

        return required.Count == 0
            ? [.. Enumerable.Range(0, header.Length)]
            : [.. required.Select(column => Array.IndexOf(header, column))];
    }
}
