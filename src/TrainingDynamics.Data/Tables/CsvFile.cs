namespace TrainingDynamics.Data;

/// <summary>
/// Comma-separated files of RFC 4180: a header, fields in quotation marks where they hold commas, line breaks or
/// quotation marks (doubled). Own code because no reader at hand says which line is at fault.
/// </summary>
static class CsvFile
{
    /// <summary>
    /// Reads the whole file. A byte order mark, CRLF line ends and blank lines are accepted; a row that is longer or
    /// shorter than the header, text behind a closing quotation mark and a quotation mark that is never closed are errors.
    /// </summary>
    public static DataTable Read(string path)
    {
        var file = DataBytes.Read(path);
        var rest = file.Content;
        string[]? header = null;
        var rows = new List<DataRow>();
        for (int line = 1; !rest.IsEmpty;)
        {
            int start = line;
            if (TakeRow(path, ref rest, ref line) is not { } fields)
                continue;
            if (header is null)
            {
                header = fields;
                continue;
            }

            HeaderCheck.Width(path, start, fields.Length, header, "comma");
            rows.Add(new DataRow(start, Array.ConvertAll(fields, Cell.Untyped)));
        }

        return header is null
            ? throw HeaderCheck.Empty(path, [])
            : new DataTable(path, file.Sha256, header, rows, new TableLayout(TableFormat.Csv)).Checked();
    }

    /// <summary>Null for a blank line.</summary>
    static string[]? TakeRow(string path, ref ReadOnlySpan<byte> rest, ref int line)
    {
        if (TakeLineEnd(ref rest))
        {
            line++;
            return null;
        }

        var fields = new List<string>();
        int start = line;
        while (true)
        {
            fields.Add(rest.StartsWith("\""u8) ? TakeQuoted(path, ref rest, ref line) : TakePlain(path, ref rest, line));
            if (rest.IsEmpty || TakeLineEnd(ref rest))
            {
                line++;
                return [.. fields];
            }

            if (rest[0] != ',')
            {
                throw new DatasetFormatException(
                    path,
                    line,
                    $"found text behind the closing quotation mark of field {fields.Count} (of the row that starts on line "
                    + $"{start}), expected a comma or the line's end; double quotation marks inside a quoted field");
            }

            rest = rest[1..];
        }
    }

    static string TakePlain(string path, ref ReadOnlySpan<byte> rest, int line)
    {
        int end = rest.IndexOfAny((byte)',', (byte)'\n');
        var field = end < 0 ? rest : rest[..end];
        // Only a carriage return that ends the line, or the file, is not the field's.
        if (field.EndsWith("\r"u8) && (end < 0 || rest[end] == '\n'))
            field = field[..^1];
        rest = rest[field.Length..];
        return DataBytes.Decode(path, line, field, "field");
    }

    static string TakeQuoted(string path, ref ReadOnlySpan<byte> rest, ref int line)
    {
        int end = 1;
        while (true)
        {
            int next = rest[end..].IndexOf((byte)'"');
            if (next < 0)
            {
                throw new DatasetFormatException(
                    path,
                    line,
                    "found a quotation mark at the start of a field that is never closed, expected a second one; close it, or "
                    + "put the whole field in quotation marks and double those inside");
            }

            end += next + 1;
            if (end >= rest.Length || rest[end] != '"')
                break;
            end++;
        }

        var field = rest[1..(end - 1)];
        string text = DataBytes.Decode(path, line, field, "field").Replace("\"\"", "\"", StringComparison.Ordinal);
        line += field.Count((byte)'\n');
        rest = rest[end..];
        return text;
    }

    static bool TakeLineEnd(ref ReadOnlySpan<byte> rest)
    {
        int length = rest.StartsWith("\n"u8) ? 1 : rest.StartsWith("\r\n"u8) ? 2 : rest.SequenceEqual("\r"u8) ? 1 : 0;
        rest = rest[length..];
        return length > 0;
    }
}
