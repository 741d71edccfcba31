namespace TrainingDynamics.Data;

/// <summary>Where a row lies in the bytes of a table's files.</summary>
/// <param name="Line">1-based line of its file on which it starts.</param>
/// <param name="Start">Of its first byte.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="Next">Behind the line end that follows; equal to <paramref name="End"/> where there is none, as in an array.</param>
readonly record struct RowPlace(int Line, int Start, int End, int Next);

/// <summary>Where a value lies in the bytes of a table's files, with its quotation marks where it has any.</summary>
/// <param name="Kind">What the file says it is.</param>
/// <param name="Start">Of its first byte.</param>
/// <param name="Length">In bytes.</param>
readonly record struct CellPlace(CellKind Kind, int Start, int Length);

/// <summary>The places of all rows and values, without an object for either: a large file has millions.</summary>
sealed class TextRows
{
    readonly List<RowPlace> _rows = [];
    readonly List<int> _firstCells = [];
    readonly List<CellPlace> _cells = [];

    public int Count => _rows.Count;

    public RowPlace this[int row] => _rows[row];

    /// <summary>Adds a row with its values by column; the row may be shorter than later ones.</summary>
    public void Add(RowPlace row, ReadOnlySpan<CellPlace> cells)
    {
        _rows.Add(row);
        _firstCells.Add(_cells.Count);
        _cells.AddRange(cells);
    }

    /// <summary>Missing where the row has no such column.</summary>
    public CellPlace Cell(int row, int column)
    {
        var place = _firstCells[row] + column;
        return place < (row + 1 < _rows.Count ? _firstCells[row + 1] : _cells.Count) ? _cells[place] : default;
    }
}
