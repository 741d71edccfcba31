using System.Collections;

namespace TrainingDynamics.Data;

/// <summary>One row of a table. Its values are read from the table when they are asked for.</summary>
public readonly struct DataRow
{
    readonly DataTable _table;

    internal DataRow(DataTable table, int number)
    {
        _table = table;
        Number = number;
    }

    /// <summary>0-based in the table; in several files the numbers run on from file to file.</summary>
    public int Number { get; }

    /// <summary>1-based line of its file on which it starts; in a Parquet file the row's 0-based number.</summary>
    public int Place => _table.PlaceAt(Number);

    /// <summary>The value in a column; missing where the row is too short or lacks the key.</summary>
    /// <param name="column">0-based position among <see cref="DataTable.Columns"/>.</param>
    public Cell this[int column] => _table.CellAt(Number, column);
}

/// <summary>The rows of a table, in its order.</summary>
public readonly struct DataRows : IReadOnlyList<DataRow>
{
    readonly DataTable _table;

    internal DataRows(DataTable table) => _table = table;

    /// <inheritdoc/>
    public int Count => _table.RowCount;

    /// <inheritdoc/>
    public DataRow this[int index] => new(_table, index);

    /// <inheritdoc/>
    public IEnumerator<DataRow> GetEnumerator()
    {
        for (var row = 0; row < Count; row++)
        {
            yield return this[row];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
