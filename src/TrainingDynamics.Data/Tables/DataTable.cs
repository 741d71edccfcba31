namespace TrainingDynamics.Data;

/// <summary>A file's rows under named columns, whatever its format was.</summary>
/// <param name="Path">The file, of several shards the first.</param>
/// <param name="Sha256">Of the bytes as they lie on disk, of shards one after the other; lower-case hexadecimal.</param>
/// <param name="Columns">Names in the file's order, unique.</param>
/// <param name="Rows">In the file's order; at least one.</param>
/// <param name="Layout">How it was read.</param>
sealed record DataTable(string Path, string Sha256, IReadOnlyList<string> Columns, IReadOnlyList<DataRow> Rows, TableLayout Layout)
{
    /// <summary>False in a binary file, whose rows have numbers instead.</summary>
    public bool HasLines => Layout.Format != TableFormat.Parquet;

    /// <summary>Position of a column; −1 when there is none of that name.</summary>
    public int ColumnOf(string? name)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i], name, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }

    /// <summary>An error in one row.</summary>
    public DatasetFormatException Error(DataRow row, string problem) => HasLines
        ? new DatasetFormatException(Path, row.Place, problem)
        : new DatasetFormatException(Path, null, $"row {row.Place}: {problem}");

    /// <summary>Where a row stands, for messages about another one.</summary>
    public string PlaceOf(DataRow row) => HasLines ? $"line {row.Place}" : $"row {row.Place}";

    /// <summary>Refuses a file without rows and one that names a column twice.</summary>
    public DataTable Checked()
    {
        if (Rows.Count == 0)
        {
            throw new DatasetFormatException(
                Path,
                null,
                $"found {(Columns.Count == 0 ? "no rows" : "a header and no rows")}, expected at least one example; check that the file is whole");
        }

        string? twice = Columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? this
            : throw new DatasetFormatException(
                Path, HasLines ? 1 : null, $"found two columns called '{twice}', expected every name once; rename one of them");
    }
}
