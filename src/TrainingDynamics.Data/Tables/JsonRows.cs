using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace TrainingDynamics.Data;

/// <summary>Collects the rows of JSON files while their columns become known.</summary>
sealed class JsonRows
{
    readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    readonly List<byte[]> _names = []; // UTF-8, by column
    readonly List<CellPlace> _cells = [];

    /// <summary>Keys in the order in which they first appeared.</summary>
    public IReadOnlyList<string> Columns => [.. _places.Keys];

    public TextRows Rows { get; } = new();

    /// <summary>
    /// Adds the object at which the reader stands, and leaves the reader at its end. The reader's bytes begin at <paramref name="origin"/> among
    /// the table's; in an array the end of the object becomes the end of the row.
    /// </summary>
    public void Add(ref Utf8JsonReader json, string path, int origin, RowPlace row)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new DatasetFormatException(
                path, row.Line, $"found {Name(json.TokenType)}, expected an object such as {{\"sentence\": \"…\", \"label\": 1}}");
        }

        _cells.Clear();
        for (var next = 0; json.Read() && json.TokenType == JsonTokenType.PropertyName; next++)
        {
            // Rows tend to have the same keys in the same order.
            var column = next < _names.Count && !json.ValueIsEscaped && json.ValueTextEquals(_names[next]) ? next : ColumnOf(ref json, path, row.Line);
            while (_cells.Count <= column)
            {
                _cells.Add(default);
            }

            json.Read();
            var kind = KindOf(ref json, path, row.Line);
            var start = (int)json.TokenStartIndex;
            json.Skip();
            _cells[column] = new CellPlace(kind, origin + start, (int)json.BytesConsumed - start);
        }

        var end = row.End == row.Start ? origin + (int)json.BytesConsumed : row.End;
        Rows.Add(row with { End = end, Next = Math.Max(end, row.Next) }, CollectionsMarshal.AsSpan(_cells));
    }

    int ColumnOf(ref Utf8JsonReader json, string path, int line)
    {
        var name = Text(ref json, path, line);
        if (_places.TryAdd(name, _places.Count))
        {
            _names.Add(Encoding.UTF8.GetBytes(name));
        }

        return _places[name];
    }

    static CellKind KindOf(ref Utf8JsonReader json, string path, int line)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return CellKind.Missing;
            case JsonTokenType.String:
                // Half a surrogate pair; everything else was found to be UTF-8.
                if (json.ValueIsEscaped && json.ValueSpan.IndexOf("\\u"u8) >= 0)
                {
                    Text(ref json, path, line);
                }

                return CellKind.Text;
            case JsonTokenType.True or JsonTokenType.False:
                return CellKind.Text;
            case JsonTokenType.Number:
                return json.TryGetInt64(out _) ? CellKind.Integer : CellKind.Real;
            default:
                return CellKind.Nested;
        }
    }

    static string Text(ref Utf8JsonReader json, string path, int line)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new DatasetFormatException(
                path, line, "found a string that is not Unicode (invalid UTF-8 or half a surrogate pair), expected UTF-8 text", exception);
        }
    }

    static string Name(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        _ => "no object",
    };
}
