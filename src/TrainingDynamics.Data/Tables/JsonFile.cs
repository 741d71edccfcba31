using System.Text.Json;

namespace TrainingDynamics.Data;

/// <summary>
/// Files of JSON objects, one per row: one per line, an array of objects, or an object whose <c>data</c> is such an array. Columns are the keys in
/// the order of their first appearance; a row without a key lacks the value.
/// </summary>
static class JsonFile
{
    /// <summary>Objects, one per line; blank lines are skipped.</summary>
    public static DataTable ReadLines(DataBytes bytes) => Table(bytes, [.. bytes.Paths.Select(_ => (int?)null)]);

    /// <summary>Any of the three forms, detected by the beginning of the file; several files must have one form.</summary>
    public static DataTable Read(DataBytes bytes)
    {
        var paths = bytes.Paths;
        int?[] arrays = [.. paths.Select((_, file) => StartOfArray(bytes.All[bytes.StartOf(file)..bytes.EndOf(file)]))];
        var other = Array.FindIndex(arrays, array => array is null != arrays[0] is null);
        return other < 0
            ? Table(bytes, arrays)
            : throw new DatasetFormatException(
                paths[other], null, $"found {Form(arrays[other])}, expected {Form(arrays[0])} as in {paths[0]}; convert one of them");
    }

    static string Form(int? array) => array is null ? "an object a line" : "an array of objects";

    static DataTable Table(DataBytes bytes, int?[] arrays)
    {
        var rows = new JsonRows();
        for (var file = 0; file < arrays.Length; file++)
        {
            if (arrays[file] is { } start)
            {
                ReadArray(bytes, file, bytes.StartOf(file) + start, rows);
            }
            else
            {
                ReadLines(bytes, file, rows);
            }
        }

        return new TextTable(bytes, rows.Columns, rows.Rows, null, new TableLayout(arrays[0] is null ? TableFormat.JsonLines : TableFormat.Json)).Checked();
    }

    static void ReadLines(DataBytes bytes, int file, JsonRows rows)
    {
        var start = bytes.StartOf(file);
        var length = bytes.EndOf(file);
        for (int line = 1, next; start < length; line++, start = next)
        {
            var lineEnd = bytes.All[start..length].IndexOf((byte)'\n');
            var end = lineEnd < 0 ? length : start + lineEnd;
            next = lineEnd < 0 ? length : end + 1;
            if (end > start && bytes.All[end - 1] == '\r')
            {
                end--;
            }

            var row = bytes.All[start..end];
            if (row.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            try
            {
                var json = new Utf8JsonReader(row);
                json.Read();
                rows.Add(ref json, bytes.Paths[file], start, new RowPlace(line, start, end, next));
                // Reading past the closing brace makes the parser refuse trailing text.
                json.Read();
            }
            catch (JsonException exception)
            {
                throw NoJson(bytes.Paths[file], line, "one JSON object a line", exception);
            }
        }
    }

    static void ReadArray(DataBytes bytes, int file, int start, JsonRows rows)
    {
        var counted = start;
        var firstLine = 1 + bytes.All[bytes.StartOf(file)..start].Count((byte)'\n');
        var line = firstLine;
        try
        {
            var json = new Utf8JsonReader(bytes.All[start..bytes.EndOf(file)]);
            json.Read();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var at = start + (int)json.TokenStartIndex;
                line += bytes.All[counted..at].Count((byte)'\n');
                counted = at;
                rows.Add(ref json, bytes.Paths[file], start, new RowPlace(line, at, at, at));
            }
        }
        catch (JsonException exception)
        {
            throw NoJson(bytes.Paths[file], firstLine + (int)(exception.LineNumber ?? 0), "an array of JSON objects", exception);
        }
    }

    /// <summary>The start of the array of rows; null for a file of lines.</summary>
    static int? StartOfArray(ReadOnlySpan<byte> content)
    {
        var first = content.Length - content.TrimStart(" \t\r\n"u8).Length;
        if (first < content.Length && content[first] == '[')
        {
            return first;
        }

        try
        {
            var json = new Utf8JsonReader(content);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isData = json.ValueTextEquals("data"u8);
                json.Read();
                if (isData && json.TokenType == JsonTokenType.StartArray)
                {
                    return (int)json.TokenStartIndex;
                }

                json.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever reads the lines says what is wrong and where.
        }

        return null;
    }

    static DatasetFormatException NoJson(string path, int line, string expected, JsonException exception)
    {
        var message = exception.Message;
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return new DatasetFormatException(
            path, line, $"found no JSON ({(end < 0 ? message : message[..end])}), expected {expected}", exception);
    }
}
