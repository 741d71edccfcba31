using System.Text;
using System.Text.Json;

namespace TrainingDynamics.Data;

/// <summary>Collects the rows of a JSON file while its columns become known.</summary>
sealed class JsonRows(string path)
{
    readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    readonly List<DataRow> _rows = [];
    readonly List<Cell> _cells = [];

    /// <summary>Keys in the order in which they first appeared.</summary>
    public IReadOnlyList<string> Columns => [.. _places.Keys];

    /// <summary>All rows, each as long as there are columns.</summary>
    public List<DataRow> Take()
    {
        for (int i = 0; i < _rows.Count; i++)
        {
            var cells = _rows[i].Cells;
            if (cells.Length < _places.Count)
                _rows[i] = _rows[i] with { Cells = [.. cells, .. Enumerable.Repeat(Cell.Missing, _places.Count - cells.Length)] };
        }

        return _rows;
    }

    /// <summary>Adds the object at which the reader stands, and leaves the reader at its end.</summary>
    public void Add(ref Utf8JsonReader json, int line)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new DatasetFormatException(
                path, line, $"found {Name(json.TokenType)}, expected an object such as {{\"sentence\": \"…\", \"label\": 1}}");
        }

        _cells.Clear();
        _cells.AddRange(Enumerable.Repeat(Cell.Missing, _places.Count));
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = Text(ref json, line);
            if (_places.TryAdd(name, _places.Count))
                _cells.Add(Cell.Missing);
            json.Read();
            _cells[_places[name]] = Value(ref json, line);
        }

        _rows.Add(new DataRow(line, [.. _cells]));
    }

    Cell Value(ref Utf8JsonReader json, int line)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return Cell.Missing;
            case JsonTokenType.String:
                return new Cell(CellKind.Text, Text(ref json, line));
            case JsonTokenType.True or JsonTokenType.False:
                return new Cell(CellKind.Text, json.GetBoolean() ? "true" : "false");
            case JsonTokenType.Number:
                string number = Encoding.UTF8.GetString(json.ValueSpan);
                return new Cell(json.TryGetInt64(out _) ? CellKind.Integer : CellKind.Real, number);
            default:
                string kind = Name(json.TokenType);
                json.Skip();
                return new Cell(CellKind.Nested, kind);
        }
    }

    string Text(ref Utf8JsonReader json, int line)
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
