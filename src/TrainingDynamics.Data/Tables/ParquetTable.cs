using ParquetSharp;

namespace TrainingDynamics.Data;

/// <summary>Parquet files, a data set's shards as one table. Of lists and structures only the names are known.</summary>
sealed class ParquetTable : DataTable
{
    readonly Func<int, Cell>[] _columns; // row → value

    ParquetTable(IReadOnlyList<string> paths, string sha256, IReadOnlyList<string> names, Func<int, Cell>[] columns, int rows)
        : base(paths, sha256, names, new TableLayout(TableFormat.Parquet))
    {
        _columns = columns;
        RowCount = rows;
    }

    public override int RowCount { get; }

    /// <summary>Reads all shards, in the given order, into one table; row numbers run on from shard to shard.</summary>
    /// <param name="paths">At least one.</param>
    /// <param name="wanted">Columns to read, if the file has them; none: all.</param>
    /// <exception cref="DatasetFormatException">A file cannot be read, or its columns are not those of the first.</exception>
    public static DataTable Read(IReadOnlyList<string> paths, IReadOnlyCollection<string> wanted)
    {
        var sha256 = DataBytes.HashOf(paths);
        using var shards = new ParquetShardReaders(paths);
        string[] names = [.. shards.ColumnNames.Where(name => wanted.Count == 0 || wanted.Contains(name))];
        return new ParquetTable(paths, sha256, names, Array.ConvertAll(names, name => Column(shards, name)), shards.RowCount).Checked();
    }

    public override string WrittenAt(DataRow row, int column) => CellAt(row.Number, column).Text;

    public override void WriteRows(IReadOnlyList<int> rows, Stream stream)
    {
        using var shards = new ParquetShardReaders(Paths);
        ParquetRowCopy.Write(shards, [rows], (_, row) => row, stream);
    }

    public override IReadOnlyList<ChangedBytes>? WriteChanged(
        int column, IReadOnlyDictionary<int, int> donors, IReadOnlySet<int> removed, Stream stream)
    {
        using var shards = new ParquetShardReaders(Paths);
        var name = Columns[column];
        IReadOnlyList<int>[] groups = [.. shards.RowGroups.Select(rows => rows.Where(row => !removed.Contains(row)).ToArray())];
        ParquetRowCopy.Write(
            shards,
            [.. groups.Where(rows => rows.Count > 0)],
            (field, row) => field == name ? donors.GetValueOrDefault(row, row) : row,
            stream);
        return null;
    }

    internal override Cell CellAt(int row, int column) => _columns[column](row);

    internal override int PlaceAt(int row) => row;

    internal override string PathOf(int row) => Path;

    static Func<int, Cell> Column(ParquetShardReaders shards, string name)
    {
        if (shards.FlatColumn(name) is not { } column)
        {
            return _ => new Cell(CellKind.Nested, "a list or a structure");
        }

        using var logical = column.LogicalType;
        switch (column.PhysicalType, logical.Type)
        {
            case (PhysicalType.Boolean, _):
                return Values<bool, bool?>(value => value, flag => flag is { } set ? new Cell(CellKind.Text, set ? "True" : "False") : Cell.Missing);
            case (PhysicalType.Int32, LogicalTypeEnum.None):
                return Values<int, long?>(value => value, Whole);
            case (PhysicalType.Int64, LogicalTypeEnum.None):
                return Values<long, long?>(value => value, Whole);
            case (PhysicalType.Int32, LogicalTypeEnum.Int):
                return ((IntLogicalType)logical).IsSigned ? Values<int, long?>(value => value, Whole) : Values<int, long?>(value => (uint)value, Whole);
            case (PhysicalType.Int64, LogicalTypeEnum.Int):
                return ((IntLogicalType)logical).IsSigned
                    ? Values<long, long?>(value => value, Whole)
                    : Values<long, ulong?>(value => (ulong)value, value => value is { } number ? Number(CellKind.Integer, number) : Cell.Missing);
            // The shortest text of the float32: 3.8 stays 3.8 and is the same number as in a text file.
            case (PhysicalType.Float, _):
                return Values<float, float?>(value => value, value => value is { } number ? Number(CellKind.Real, number) : Cell.Missing);
            case (PhysicalType.Double, _):
                return Values<double, double?>(value => value, value => value is { } number ? Number(CellKind.Real, number) : Cell.Missing);
            // Bytes without a type are what older writers left of text.
            case (PhysicalType.ByteArray, LogicalTypeEnum.None or LogicalTypeEnum.String or LogicalTypeEnum.Enum or LogicalTypeEnum.Json):
                long length = 0;
                return Values<ByteArray, string?>(
                    // Many rows may share one entry of a dictionary, which a file's size does not bound.
                    value => (length += value.Length) <= Array.MaxLength
                        ? ParquetShardReaders.Text(value)
                        : throw new InvalidDataException($"more than 2 GB of text in the column {name}"),
                    text => text is null ? Cell.Missing : new Cell(CellKind.Text, text));
            default:
                var type = $"a value of type {(logical.Type == LogicalTypeEnum.None ? column.PhysicalType : logical.Type)}";
                return _ => new Cell(CellKind.Nested, type);
        }

        Func<int, Cell> Values<TPhysical, TValue>(Func<TPhysical, TValue> take, Func<TValue?, Cell> cell)
            where TPhysical : unmanaged
        {
            var values = shards.Values(name, take);
            return row => cell(values[row]);
        }
    }

    static Cell Whole(long? value) => value is { } number ? Cell.Of(number) : Cell.Missing;

    static Cell Number(CellKind kind, IFormattable value) => new(kind, value.ToString(null, CultureInfo.InvariantCulture));
}
