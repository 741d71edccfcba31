using System.Globalization;

namespace TrainingDynamics.Data;

/// <summary>
/// Rows under named columns, whatever their file's format is, and the file's bytes behind them, so that rows can be
/// written out again as they are. Several files of one format may be one table.
/// </summary>
public abstract class DataTable
{
    /// <param name="paths">The files, in order; at least one.</param>
    /// <param name="sha256">Of the bytes as they lie on disk, of several files one after the other; lower-case hexadecimal.</param>
    /// <param name="columns">Names in the file's order.</param>
    /// <param name="layout">How it was read; its shards are filled in here.</param>
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

    /// <summary>Of the bytes as they lie on disk, of several files one after the other; lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Names in the file's order, unique; of JSON the keys in the order in which they first appear.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How it was read.</summary>
    public TableLayout Layout { get; }

    /// <summary>In what form it was read, in words, where that is not the one of its name; null: it is.</summary>
    public string? Note { get; internal set; }

    /// <summary>At least one.</summary>
    public abstract int RowCount { get; }

    /// <summary>In the file's order.</summary>
    public DataRows Rows => new(this);

    /// <summary>False in a binary file, whose rows have numbers instead.</summary>
    public bool HasLines => Layout.Format != TableFormat.Parquet;

    /// <summary>Position of a column; −1 when there is none of that name.</summary>
    public int ColumnOf(string? name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Position of a column that must be there.</summary>
    /// <exception cref="DatasetFormatException">It is not.</exception>
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
    /// <param name="column">Its column; −1: the row's number is its id.</param>
    /// <exception cref="DatasetFormatException">There is no value.</exception>
    public string GuidAt(DataRow row, int column)
    {
        if (column < 0)
        {
            return row.Number.ToString(CultureInfo.InvariantCulture);
        }

        var cell = row.Cells[column];
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

    /// <summary>Where a row stands, for messages about another one.</summary>
    public string PlaceOf(DataRow row)
    {
        var place = HasLines ? $"line {row.Place}" : $"row {row.Place}";
        return Paths.Count > 1 && HasLines ? $"{place} of {PathOf(row.Number)}" : place;
    }

    /// <summary>The characters of a value as the file writes them: of JSON its JSON, of CSV with its quotation marks.</summary>
    public abstract string WrittenAt(DataRow row, int column);

    /// <summary>
    /// Writes these rows, in this order, as they are in the file, with what the file has around its rows: header, line ends
    /// and byte order mark, or types and metadata.
    /// </summary>
    /// <param name="rows">Numbers of rows.</param>
    /// <param name="stream">Gets a whole file.</param>
    public abstract void WriteRows(IReadOnlyList<int> rows, Stream stream);

    /// <summary>
    /// Writes the whole file as it is, but for some values of one column, each of which becomes what another row has there.
    /// </summary>
    /// <param name="column">0-based position of the column.</param>
    /// <param name="donors">Number of a row → number of the row that it takes the value from.</param>
    /// <param name="stream">Gets a whole file.</param>
    /// <exception cref="DatasetFormatException">The table is made of several files, or a value is not in the file.</exception>
    public abstract void WriteExchanged(int column, IReadOnlyDictionary<int, int> donors, Stream stream);

    internal abstract Cell CellAt(int row, int column);

    internal abstract int PlaceAt(int row);

    /// <summary>The file that a row stands in.</summary>
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
