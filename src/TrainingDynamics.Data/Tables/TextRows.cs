namespace TrainingDynamics.Data;

/// <summary>The place of a row in the bytes of a table's files.</summary>
/// <param name="Line">1-based line of its file on which it starts.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The end of its bytes.</param>
/// <param name="Next">The end of the line end that follows; equal to <paramref name="End"/> where there is none, as in an array.</param>
readonly record struct RowPlace(int Line, int Start, int End, int Next);

/// <summary>The place of a value in the bytes of a table's files, with its quotation marks.</summary>
readonly record struct CellPlace(CellKind Kind, int Start, int Length);

/// <summary>The places of all rows and values, without an object for each, because a large file has millions.</summary>
sealed class TextRows
{
    readonly List<RowPlace> _rows = [];
    readonly List<int> _firstCells = [];
    readonly List<CellPlace> _cells = [];

    public int Count => _rows.Count;

    public RowPlace this[int row] => _rows[row];

    /// <summary>Adds a row with its values by column; it may be shorter than later rows.</summary>
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
