using System.Text;
using System.Text.Json;

namespace TrainingDynamics.Data;

/// <summary>A table from text files: their bytes, and the places of rows and values in them.</summary>
/// <param name="bytes">The bytes of all files.</param>
/// <param name="columns">Names in the file's order.</param>
/// <param name="rows">The rows of all files.</param>
/// <param name="header">The first file's header line; null where it has none.</param>
/// <param name="layout">How the files were read.</param>
sealed class TextTable(DataBytes bytes, IReadOnlyList<string> columns, TextRows rows, RowPlace? header, TableLayout layout)
    : DataTable(bytes.Paths, bytes.Sha256, columns, layout)
{
    readonly TextRows _rows = rows;

    public override int RowCount => _rows.Count;

    public override string WrittenAt(DataRow row, int column) => Encoding.UTF8.GetString(Bytes(_rows.Cell(row.Number, column)));

    public override void WriteRows(IReadOnlyList<int> rows, Stream stream)
    {
        if (Layout.Format == TableFormat.Json)
        {
            WriteArray(rows, stream);
        }
        else
        {
            WriteLines(rows, stream);
        }
    }

    public override IReadOnlyList<ChangedBytes> WriteChanged(
        int column, IReadOnlyDictionary<int, int> donors, IReadOnlySet<int> removed, Stream stream)
    {
        if (Paths.Count > 1)
        {
            throw new DatasetFormatException(
                Path, null, $"found a data set of {Paths.Count} files, expected one file to change values in; join them first");
        }

        var all = bytes.All;
        var firstLeft = 0;
        while (removed.Contains(firstLeft))
        {
            firstLeft++;
        }

        var changes = new List<ChangedBytes>(donors.Count + removed.Count);
        var (copied, written) = (0, 0L);
        foreach (var row in donors.Keys.Concat(removed).Order())
        {
            var (start, end) = removed.Contains(row) ? PlaceOfRow(row, firstLeft) : PlaceOfCell(row, column);
            var value = donors.TryGetValue(row, out var donor) ? Bytes(Present(donor, column)) : default;
            stream.Write(all[copied..start]);
            stream.Write(value);
            written += start - copied;
            changes.Add(new ChangedBytes(row, written, Encoding.UTF8.GetString(all[start..end]), Encoding.UTF8.GetString(value)));
            written += value.Length;
            copied = end;
        }

        stream.Write(all[copied..]);
        return changes;
    }

    internal override int PlaceAt(int row) => _rows[row].Line;

    internal override string PathOf(int row) => bytes.Paths[bytes.FileAt(_rows[row].Start)];

    internal override Cell CellAt(int row, int column)
    {
        var place = _rows.Cell(row, column);
        return place.Kind == CellKind.Missing ? Cell.Missing : new Cell(place.Kind, Text(place.Kind, Bytes(place)));
    }

    (int Start, int End) PlaceOfCell(int row, int column)
    {
        var cell = Present(row, column);
        return (cell.Start, cell.Start + cell.Length);
    }

    // With its line end; in an array with the comma before it or, where no row before it is left, with the one behind it.
    (int Start, int End) PlaceOfRow(int row, int firstLeft) =>
        Layout.Format != TableFormat.Json ? (_rows[row].Start, _rows[row].Next)
        : row < firstLeft ? (_rows[row].Start, _rows[row + 1].Start)
        : (_rows[row - 1].End, _rows[row].End);

    ReadOnlySpan<byte> Bytes(CellPlace place) => bytes.All.Slice(place.Start, place.Length);

    CellPlace Present(int row, int column) => _rows.Cell(row, column) is { Kind: not CellKind.Missing } place
        ? place
        : throw Error(this[row], $"found no {Columns[column]}, expected one in every row; add it or remove the row");

    string Text(CellKind kind, ReadOnlySpan<byte> written) => kind switch
    {
        CellKind.Untyped => DelimitedFile.Unquoted(written, Layout.Format),
        CellKind.Nested => written[0] == '[' ? "an array" : "an object",
        CellKind.Text when written[0] == '"' => written.Contains((byte)'\\') ? Unescaped(written) : Encoding.UTF8.GetString(written[1..^1]),
        _ => Encoding.UTF8.GetString(written),
    };

    static string Unescaped(ReadOnlySpan<byte> written)
    {
        var json = new Utf8JsonReader(written);
        json.Read();
        return json.GetString()!;
    }

    void WriteLines(IReadOnlyList<int> rows, Stream stream)
    {
        var all = bytes.All;
        var first = header ?? _rows[0];
        // Of the file's first line, for a row that has none.
        var lineEnd = first.Next > first.End ? all[first.End..first.Next] : "\n"u8;
        // From the file's first byte, which may be a byte order mark's.
        if (header is { } line)
        {
            WriteLine(line with { Start = 0 }, lineEnd, stream);
        }

        foreach (var row in rows)
        {
            WriteLine(_rows[row], lineEnd, stream);
        }
    }

    void WriteLine(RowPlace row, ReadOnlySpan<byte> lineEnd, Stream stream)
    {
        stream.Write(bytes.All[row.Start..row.Next]);
        if (row.Next == row.End)
        {
            stream.Write(lineEnd);
        }
    }

    // The objects, with what the first file has around its array and between its first two objects.
    void WriteArray(IReadOnlyList<int> rows, Stream stream)
    {
        var all = bytes.All;
        var last = 0;
        while (last + 1 < _rows.Count && _rows[last + 1].Start < bytes.EndOf(0))
        {
            last++;
        }

        stream.Write(all[.._rows[0].Start]);
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0)
            {
                stream.Write(last > 0 ? all[_rows[0].End.._rows[1].Start] : ",\n"u8);
            }

            stream.Write(all[_rows[rows[i]].Start.._rows[rows[i]].End]);
        }

        stream.Write(all[_rows[last].End..bytes.EndOf(0)]);
    }
}
