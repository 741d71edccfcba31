namespace TrainingDynamics.Data;

/// <summary>One row of a table. Its values are read from the table when they are asked for.</summary>
public readonly struct DataRow(DataTable table, int number)
{
    /// <summary>0-based in the table; in several files the numbers run on from file to file.</summary>
    public int Number => number;

    /// <summary>1-based line of its file on which it starts; in a Parquet file the row's 0-based number.</summary>
    public int Place => table.PlaceAt(number);

    /// <summary>The value in a column; missing where the row is too short or lacks the key.</summary>
    /// <param name="column">0-based position among <see cref="DataTable.Columns"/>.</param>
    public Cell this[int column] => table.CellAt(number, column);
}
