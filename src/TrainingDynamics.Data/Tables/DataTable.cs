namespace TrainingDynamics.Data;

/// <summary>
/// Rows with named columns, from any format, and the bytes of their file, so that rows can be written again unchanged. Several files of one format
/// may make one table.
/// </summary>
public abstract class DataTable
{
    /// <param name="paths">The files, in order; at least one.</param>
    /// <param name="sha256">SHA-256 of the bytes as they lie on disk, of several files one after the other; lower-case hexadecimal.</param>
    /// <param name="columns">Names in the file's order.</param>
    /// <param name="layout">How it was read; its shards are set here.</param>
    private protected DataTable(IReadOnlyList<string> paths, string sha256, IReadOnlyList<string> columns, TableLayout layout)
    {
        Paths = paths;
        Sha256 = sha256;
        Columns = columns;
        Layout = paths.Count > 1 ? layout with { Shards = paths } : layout;
    }

    /// <summary>The file, of several the first.</summary>
    public string Path => Paths[0];

    /// <summary>All files, in the order of their rows.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>SHA-256 of the bytes as they lie on disk, of several files one after the other; lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Names in the file's order, unique; in JSON the keys in the order of their first appearance.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How it was read.</summary>
    public TableLayout Layout { get; }

    /// <summary>The form in which it was read, in words, where its name says another; else null.</summary>
    public string? Note { get; internal set; }

    /// <summary>At least one.</summary>
    public abstract int RowCount { get; }

    /// <summary>In the file's order.</summary>
    public IEnumerable<DataRow> Rows => Enumerable.Range(0, RowCount).Select(row => this[row]);

    /// <summary>The row with this 0-based number.</summary>
    public DataRow this[int row] => new(this, row);

    /// <summary>False for a binary file, where rows have numbers instead.</summary>
    public bool HasLines => Layout.Format != TableFormat.Parquet;

    /// <summary>Position of a column; −1 where the name does not occur.</summary>
    public int ColumnOf(string? name) => name is null ? -1 : Columns.ToList().IndexOf(name);

    /// <summary>Position of a required column.</summary>
    /// <exception cref="DatasetFormatException">There is no such column.</exception>
    public int RequiredColumn(string name)
    {
        var place = ColumnOf(name);
        return place >= 0
            ? place
            : throw new DatasetFormatException(
                Path, null, $"found the columns {HeaderCheck.Quote(Columns)}, expected one called '{name}' among them");
    }

    /// <summary>The id of a row.</summary>
    /// <param name="row">One of the rows.</param>
    /// <param name="column">The column of ids; −1: the row's number is its id.</param>
    /// <exception cref="DatasetFormatException">There is no value.</exception>
    public string GuidAt(DataRow row, int column)
    {
        if (column < 0)
        {
            return row.Number.ToString(CultureInfo.InvariantCulture);
        }

        var cell = row[column];
        return cell.InferredKind is CellKind.Missing or CellKind.Nested
            ? throw Error(row, $"found no {Columns[column]}, expected an id in every row; add it or remove the row")
            : cell.Text;
    }

    /// <summary>An error in one row.</summary>
    /// <param name="row">The row at fault.</param>
    /// <param name="problem">Found, expected, and what to do, without the place.</param>
    public DatasetFormatException Error(DataRow row, string problem) => HasLines
        ? new DatasetFormatException(PathOf(row.Number), row.Place, problem)
        : new DatasetFormatException(PathOf(row.Number), null, $"row {row.Place}: {problem}");

    /// <summary>The place of a row, for messages about another one.</summary>
    public string PlaceOf(DataRow row)
    {
        var place = HasLines ? $"line {row.Place}" : $"row {row.Place}";
        return Paths.Count > 1 && HasLines ? $"{place} of {PathOf(row.Number)}" : place;
    }

    /// <summary>The characters of a value as in the file: JSON in a JSON file, quotation marks in a CSV file.</summary>
    public abstract string WrittenAt(DataRow row, int column);

    /// <summary>
    /// Writes these rows, in this order, unchanged, with everything that the file has around its rows: header, line ends and byte order mark, or
    /// types and metadata.
    /// </summary>
    /// <param name="rows">Numbers of rows.</param>
    /// <param name="stream">Gets a whole file.</param>
    public abstract void WriteRows(IReadOnlyList<int> rows, Stream stream);

    /// <summary>
    /// Writes the whole file unchanged, except for some values of one column, which are taken from other rows, and without some rows.
    /// </summary>
    /// <param name="column">0-based position of the column.</param>
    /// <param name="donors">Number of a row → number of the row that gives the value.</param>
    /// <param name="removed">Numbers of the rows to leave out, never all rows, and none that gets a value.</param>
    /// <param name="stream">Gets a whole file.</param>
    /// <returns>What differs, in the file's order; null for a binary file, which is written anew.</returns>
    /// <exception cref="DatasetFormatException">The table is made of several text files, or a value is not in the file.</exception>
    public abstract IReadOnlyList<ChangedBytes>? WriteChanged(
        int column, IReadOnlyDictionary<int, int> donors, IReadOnlySet<int> removed, Stream stream);

    internal abstract Cell CellAt(int row, int column);

    internal abstract int PlaceAt(int row);

    /// <summary>The file of a row.</summary>
    internal abstract string PathOf(int row);

    /// <summary>Refuses a file without rows and one that names a column twice.</summary>
    internal DataTable Checked()
    {
        if (RowCount == 0)
        {
            throw new DatasetFormatException(
                Path,
                null,
                $"found {(Columns.Count == 0 ? "no rows" : "a header and no rows")}, expected at least one example; check that the file is whole");
        }

        var twice = Columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? this
            : throw new DatasetFormatException(
                Path, HasLines ? 1 : null, $"found two columns called '{twice}', expected every name once; rename one of them");
    }
}
