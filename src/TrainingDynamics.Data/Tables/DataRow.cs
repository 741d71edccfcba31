namespace TrainingDynamics.Data;

/// <summary>One row of a file.</summary>
/// <param name="Place">1-based line on which it starts; in a Parquet file the 0-based row number.</param>
/// <param name="Cells">As many as the table has columns.</param>
readonly record struct DataRow(int Place, Cell[] Cells);
