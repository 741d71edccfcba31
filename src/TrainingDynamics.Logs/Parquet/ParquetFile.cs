using ParquetSharp;

namespace TrainingDynamics.Logs;

/// <summary>
/// An open Parquet file. What the library raises about its bytes becomes a <see cref="LogFormatException"/> that names the file.
/// Safe to use from several threads, each with its own row groups.
/// </summary>
public sealed class ParquetFile : IDisposable
{
    const int MostRowsPerByte = 64; // one that claims more is damaged, and would fill memory

    // A row group's columns are read as a whole up to this, page by page beyond. Not always the latter: the library then makes room
    // for what a page's head claims, and a damaged one of a small file can claim two gigabytes.
    const long MostBytesAtOnce = 1 << 25;

    readonly ParquetFileReader _reader;
    readonly long[] _rows;
    readonly long[] _bytes;

    ParquetFile(string path, ParquetFileReader reader, long bytes)
    {
        (Path, _reader) = (path, reader);
        var metadata = reader.FileMetaData;
        Metadata = metadata.KeyValueMetadata;
        var schema = metadata.Schema;
        Leaves = new ParquetLeaf[schema.NumColumns];
        for (var leaf = 0; leaf < Leaves.Length; leaf++)
        {
            Leaves[leaf] = new ParquetLeaf(leaf, schema.Column(leaf));
        }

        _rows = new long[metadata.NumRowGroups];
        _bytes = new long[_rows.Length];
        var room = bytes * MostRowsPerByte;
        for (var group = 0; group < _rows.Length; group++)
        {
            using var reading = reader.RowGroup(group);
            _rows[group] = reading.MetaData.NumRows;
            _bytes[group] = reading.MetaData.TotalByteSize;
            room -= _rows[group];
            if (_rows[group] < 0 || room < 0)
            {
                throw Unreadable(path, FormattableString.Invariant($"it claims {_rows[group]} rows in a group of a file of {bytes} bytes"), null);
            }
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The file's own keys and values.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>In the file's order; of lists and structures the name of the whole.</summary>
    public IReadOnlyList<string> ColumnNames => Reading(Path, () => Array.ConvertAll(_reader.FileMetaData.Schema.GroupNode.Fields, column => column.Name));

    /// <summary>What holds values, in the file's order; a list has one, a structure as many as it has parts.</summary>
#pragma warning disable CA1819 // Asked for in loops at the start of a process, where an interface costs a compilation.
    public ParquetLeaf[] Leaves { get; }
#pragma warning restore CA1819

    /// <summary>The number of row groups.</summary>
    public int GroupCount => _rows.Length;

    /// <summary>Opens a file and reads its footer.</summary>
    /// <exception cref="LogFormatException">It is missing, cannot be opened, or is no Parquet that can be read.</exception>
    public static ParquetFile Open(string path)
    {
        long bytes;
        try
        {
            // The library opens by the path and says less of what is wrong with it.
            using var handle = RegularFile.OpenHandle(path);
            bytes = RandomAccess.GetLength(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new LogFormatException(path, 0, $"cannot be opened: {e.Message}", e);
        }

        return Reading(path, () =>
        {
            var file = Open(path, bytes, isBuffered: false);
            if (bytes <= MostBytesAtOnce || Array.TrueForAll(file._bytes, group => group <= MostBytesAtOnce))
            {
                return file;
            }

            file.Dispose();
            return Open(path, bytes, isBuffered: true);
        });
    }

    static ParquetFile Open(string path, long bytes, bool isBuffered)
    {
        using var properties = ReaderProperties.GetDefaultReaderProperties();
        if (isBuffered)
        {
            properties.EnableBufferedStream();
        }

        var reader = new ParquetFileReader(path, properties);
        try
        {
            return new ParquetFile(path, reader, bytes);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The number of rows of a row group, at least 0.</summary>
    public long RowsIn(int group) => _rows[group];

    /// <summary>How many bytes a row group says to have when it is unpacked; a damaged one may have others.</summary>
    internal long BytesIn(int group) => _bytes[group];

    /// <summary>Reads leaves.</summary>
    /// <param name="leaves">Those of types that can be read.</param>
    public ParquetRows Rows(IReadOnlyList<ParquetLeaf> leaves) => new(this, leaves);

    internal RowGroupReader Group(int group) => _reader.RowGroup(group);

    /// <summary>How many values a row group says to have of a leaf, at least 0; a damaged one may have others.</summary>
    /// <exception cref="LogFormatException">The group is damaged.</exception>
    internal long ValuesOf(int group, ParquetLeaf leaf) => Reading(Path, () =>
    {
        using var reader = _reader.RowGroup(group);
        using var column = reader.MetaData.GetColumnChunkMetaData(leaf.Index);
        return Math.Max(0, column.NumValues);
    });

    /// <summary>What <paramref name="read"/> gives.</summary>
    /// <exception cref="LogFormatException">The library raised something.</exception>
    internal static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (LogFormatException)
        {
            throw;
        }
#pragma warning disable CA1031 // A damaged file leads the library to exceptions of many types, to OutOfMemoryException by a length that it claims.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw Unreadable(path, ReasonOf(e), e);
        }
    }

    internal static LogFormatException Unreadable(string path, string reason, Exception? exception) =>
        new(path, 0, $"no readable Parquet ({reason}), expected a whole file; get or write it again", exception);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // Of "class parquet::ParquetException (message: 'Unexpected end of stream.')" what the library has to say.
    static string ReasonOf(Exception e)
    {
        const string Mark = "(message: '";
        var message = e.Message.ReplaceLineEndings(" ");
        var start = message.IndexOf(Mark, StringComparison.Ordinal);
        return (start < 0 ? message : message[(start + Mark.Length)..].TrimEnd(')', '\'', ' ')).TrimEnd('.');
    }
}

/// <summary>What holds a column's values.</summary>
public sealed class ParquetLeaf
{
    internal ParquetLeaf(int index, ColumnDescriptor column)
    {
        Index = index;
        var path = column.Path.ToDotVector();
        Column = path[0];
        IsFlat = path.Length == 1 && column.MaxRepetitionLevel == 0;
        IsList = column.MaxRepetitionLevel == 1;
        Present = column.MaxDefinitionLevel;
        Physical = column.PhysicalType;
        using var logical = column.LogicalType;
        TypeName = logical.Type == LogicalTypeEnum.None ? Physical.ToString() : logical.Type.ToString();
        IsUnsigned = logical is IntLogicalType { IsSigned: false };
        IsReadable = (Physical, logical.Type) switch
        {
            (PhysicalType.Int32, LogicalTypeEnum.None or LogicalTypeEnum.Int) => true,
            (PhysicalType.Int64, LogicalTypeEnum.None or LogicalTypeEnum.Int) => !IsUnsigned,
            (PhysicalType.Float or PhysicalType.Double or PhysicalType.Boolean, LogicalTypeEnum.None) => true,
            (PhysicalType.ByteArray, LogicalTypeEnum.None or LogicalTypeEnum.String or LogicalTypeEnum.Enum or LogicalTypeEnum.Json) => true,
            _ => false,
        };
    }

    /// <summary>The name of the column that it belongs to.</summary>
    public string Column { get; }

    /// <summary>Whether it is a column by itself, one value a row.</summary>
    public bool IsFlat { get; }

    /// <summary>Whether a row has any number of values.</summary>
    public bool IsList { get; }

    /// <summary>Whether it is of whole numbers of up to 64 bits with a sign, floats, doubles, truth values or texts.</summary>
    public bool IsReadable { get; }

    /// <summary>For messages.</summary>
    public string TypeName { get; }

    internal int Index { get; }

    internal PhysicalType Physical { get; }

    internal bool IsUnsigned { get; }

    /// <summary>The definition level of a value that is there.</summary>
    internal short Present { get; }
}
