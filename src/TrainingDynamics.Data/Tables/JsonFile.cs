using System.Text.Json;

namespace TrainingDynamics.Data;

/// <summary>
/// Files of JSON objects, one a row: one a line, an array of them, or an object whose <c>data</c> is such an array.
/// Columns are the keys in the order in which they first appear; a row without a key misses the value.
/// </summary>
static class JsonFile
{
    /// <summary>Objects, one a line; blank lines are skipped.</summary>
    public static DataTable ReadLines(string path)
    {
        var file = DataBytes.Read(path);
        return Table(file, TableFormat.JsonLines, Lines(path, file.Content));
    }

    /// <summary>Any of the three forms, told apart by how the file begins.</summary>
    public static DataTable Read(string path)
    {
        var file = DataBytes.Read(path);
        return StartOfArray(file.Content) is { } start
            ? Table(file, TableFormat.Json, Array(path, file.Content, start))
            : Table(file, TableFormat.JsonLines, Lines(path, file.Content));
    }

    static DataTable Table(DataBytes file, TableFormat format, JsonRows rows) =>
        new DataTable(file.Path, file.Sha256, rows.Columns, rows.Take(), new TableLayout(format)).Checked();

    static JsonRows Lines(string path, ReadOnlySpan<byte> rest)
    {
        var rows = new JsonRows(path);
        for (int line = 1; !rest.IsEmpty; line++)
        {
            int end = rest.IndexOf((byte)'\n');
            var bytes = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (bytes.IsEmpty)
                continue;
            try
            {
                var json = new Utf8JsonReader(bytes);
                json.Read();
                rows.Add(ref json, line);
                // Reading past the closing brace makes the parser refuse trailing text.
                json.Read();
            }
            catch (JsonException exception)
            {
                throw NoJson(path, line, "one JSON object a line", exception);
            }
        }

        return rows;
    }

    static JsonRows Array(string path, ReadOnlySpan<byte> content, int start)
    {
        var rows = new JsonRows(path);
        int counted = start;
        int firstLine = 1 + content[..start].Count((byte)'\n');
        int line = firstLine;
        try
        {
            var json = new Utf8JsonReader(content[start..]);
            json.Read();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                int at = start + (int)json.TokenStartIndex;
                line += content[counted..at].Count((byte)'\n');
                counted = at;
                rows.Add(ref json, line);
            }
        }
        catch (JsonException exception)
        {
            throw NoJson(path, firstLine + (int)(exception.LineNumber ?? 0), "an array of JSON objects", exception);
        }

        return rows;
    }

    /// <summary>Where the array of rows begins; null in a file of lines.</summary>
    static int? StartOfArray(ReadOnlySpan<byte> content)
    {
        int first = content.Length - content.TrimStart(" \t\r\n"u8).Length;
        if (first < content.Length && content[first] == '[')
            return first;
        try
        {
            var json = new Utf8JsonReader(content);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isData = json.ValueTextEquals("data"u8);
                json.Read();
                if (isData && json.TokenType == JsonTokenType.StartArray)
                    return (int)json.TokenStartIndex;
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
        string message = exception.Message;
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return new DatasetFormatException(
            path, line, $"found no JSON ({(end < 0 ? message : message[..end])}), expected {expected}", exception);
    }
}
