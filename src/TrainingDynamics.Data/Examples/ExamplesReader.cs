using ParquetSharp;

namespace TrainingDynamics.Data;

/// <summary>
/// Reads <see cref="ExamplesFile"/>: a column when it is first asked for, texts by groups of rows. The arrays are [Count], in the file's order; do
/// not write to them. May be used from several threads.
/// </summary>
public sealed class ExamplesReader : IDisposable
{
    // Beyond any group that is written, though one long text makes a group longer than the writer's bound.
    const long MostTextBytes = 1L << 30;
    const int Slice = 1 << 8;

    readonly Lock _lock = new();
    readonly ParquetFileReader _file;
    readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    readonly int[] _groupEnds;
    readonly string?[]?[] _texts;

    ExamplesReader(string path, ParquetFileReader file)
    {
        Path = path;
        _file = file;
        var schema = file.FileMetaData.Schema;
        for (var i = 0; i < file.FileMetaData.NumColumns; i++)
        {
            _columns.TryAdd(schema.Column(i).Name, i);
        }

        foreach (var required in new[] { ExamplesFile.Guid, ExamplesFile.Row, ExamplesFile.Line, ExamplesFile.Gold, ExamplesFile.Label, ExamplesFile.Hash })
        {
            if (!_columns.ContainsKey(required))
            {
                throw Fault($"found no column '{required}' in it");
            }
        }

        var metadata = file.FileMetaData.KeyValueMetadata;
        if (!int.TryParse(metadata.GetValueOrDefault(ExamplesFile.VersionKey), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw Fault("found no version in its metadata");
        }

        if (version > ExamplesFile.Version)
        {
            throw Fault($"found version {version} of the file, and this program knows {ExamplesFile.Version}");
        }

        SourcePath = metadata.GetValueOrDefault(ExamplesFile.SourceKey, "");
        SourceSha256 = metadata.GetValueOrDefault(ExamplesFile.Sha256Key, "");
        HasOwnIds = metadata.GetValueOrDefault(ExamplesFile.GuidsKey) == ExamplesFile.OwnIds;
        HasIntegerGuids = schema.Column(_columns[ExamplesFile.Guid]).PhysicalType == PhysicalType.Int64;
        HasTexts = _columns.ContainsKey(ExamplesFile.Text) && _columns.ContainsKey(ExamplesFile.TextPair);
        _groupEnds = GroupEnds();
        _texts = new string?[]?[_groupEnds.Length];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Number of examples.</summary>
    public int Count => _groupEnds.LastOrDefault();

    /// <summary>The data file of the examples, absolute; empty when it is not recorded.</summary>
    public string SourcePath { get; }

    /// <summary>SHA-256 of that file, lower-case hexadecimal.</summary>
    public string SourceSha256 { get; }

    /// <summary>True when guids are ids from the data file, false when they are its row numbers.</summary>
    public bool HasOwnIds { get; }

    /// <summary>True when guids are 64-bit integers, false when they are strings.</summary>
    public bool HasIntegerGuids { get; }

    /// <summary>False for a run with <c>--no-texts</c>.</summary>
    public bool HasTexts { get; }

    /// <summary>The guids where they are integers, else null.</summary>
    public long[]? IntegerGuids => HasIntegerGuids ? field ??= Column<long>(ExamplesFile.Guid) : null;

    /// <summary>The guids as text.</summary>
    public string[] Guids => field ??= IntegerGuids is { } integers
        ? Array.ConvertAll(integers, guid => guid.ToString(CultureInfo.InvariantCulture))
        : Array.ConvertAll(Column<string?>(ExamplesFile.Guid), guid => guid ?? throw Fault("found a row without a guid"));

    /// <summary>0-based rows in the data file.</summary>
    public int?[] Rows => field ??= Column<int?>(ExamplesFile.Row);

    /// <summary>1-based lines of the data file where the rows begin; null for a file without lines.</summary>
    public int?[] Lines => field ??= Column<int?>(ExamplesFile.Line);

    /// <summary>Label ids, in a regression targets.</summary>
    public double[] Golds => field ??= _file.FileMetaData.Schema.Column(_columns[ExamplesFile.Gold]).PhysicalType == PhysicalType.Int32
        ? Array.ConvertAll(Column<int>(ExamplesFile.Gold), gold => (double)gold)
        : Column<double>(ExamplesFile.Gold);

    /// <summary>Names of the classes; null in a regression.</summary>
    public string?[] Labels => field ??= Column<string?>(ExamplesFile.Label);

    /// <summary>See <see cref="TextHash"/>.</summary>
    public UInt128[] Hashes => field ??= Array.ConvertAll(
        Column<string?>(ExamplesFile.Hash),
        hex => TextHash.TryParse(hex, out var hash) ? hash : throw Fault($"found '{hex}' as a text_hash, not 32 hexadecimal digits"));

    /// <summary>True for several data files, through which rows are counted.</summary>
    public bool HasSeveralFiles => _columns.ContainsKey(ExamplesFile.File);

    /// <summary>The data file of an example; with one data file <see cref="SourcePath"/>.</summary>
    public string FileOf(int index) => Files?[index] ?? SourcePath;

    string?[]? Files => HasSeveralFiles ? field ??= Column<string?>(ExamplesFile.File) : null;

    /// <summary>Opens the file and reads its footer.</summary>
    /// <exception cref="DatasetFormatException">It is damaged, of a newer version, or cannot be read.</exception>
    public static ExamplesReader Open(string path)
    {
        ParquetFileReader? file = null;
        try
        {
            RegularFile.Require(path);
            file = new ParquetFileReader(path);
            return new ExamplesReader(path, file);
        }
#pragma warning disable CA1031 // The library meets a damaged file with exceptions of many types.
        catch (Exception e)
#pragma warning restore CA1031
        {
            file?.Dispose();
            throw e as DatasetFormatException ?? Fault(path, e.Message.Split('\n')[0], e);
        }
    }

    /// <summary>The first text of an example and, of a pair, the second; null where the file has no texts.</summary>
    /// <exception cref="DatasetFormatException">The file is damaged.</exception>
    public (string Text, string? Pair)? TextsOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (!HasTexts)
        {
            return null;
        }

        var place = Array.BinarySearch(_groupEnds, index);
        var group = place < 0 ? ~place : place + 1;
        lock (_lock)
        {
            // First the texts, then their pairs.
            var texts = _texts[group] ??= [.. Group<string?>(ExamplesFile.Text, group), .. Group<string?>(ExamplesFile.TextPair, group)];
            var at = index - (group == 0 ? 0 : _groupEnds[group - 1]);
            return (texts[at] ?? throw Fault($"found no text in row {index}"), texts[at + (texts.Length / 2)]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    int[] GroupEnds()
    {
        var length = FileStatus.Of(Path).Length; // of what a link leads to
        var ends = new int[_file.FileMetaData.NumRowGroups];
        long rows = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            using var group = _file.RowGroup(i);
            var count = group.MetaData.NumRows;
            // A guid takes four bytes at least.
            if (count < 1 || (rows += count) > length / 4)
            {
                throw Fault($"found a group of {count} rows in a file of {length} bytes");
            }

            ends[i] = (int)rows;
        }

        return rows == _file.FileMetaData.NumRows
            ? ends
            : throw Fault($"found {rows} rows in its groups and {_file.FileMetaData.NumRows} in its footer");
    }

    T[] Column<T>(string name)
    {
        var all = new T[Count];
        lock (_lock)
        {
            for (int group = 0, first = 0; group < _groupEnds.Length; first = _groupEnds[group++])
            {
                Group<T>(name, group).CopyTo(all, first);
            }
        }

        return all;
    }

    T[] Group<T>(string name, int group)
    {
        var count = _groupEnds[group] - (group == 0 ? 0 : _groupEnds[group - 1]);
        var values = new T[count];
        try
        {
            using var rows = _file.RowGroup(group);
            var bytes = rows.MetaData.GetColumnChunkMetaData(_columns[name]).TotalUncompressedSize;
            if (bytes is < 0 or > MostTextBytes)
            {
                throw Fault($"found {bytes} bytes of {name} in a group of {count} rows");
            }

            using var column = rows.Column(_columns[name]);
            using var reader = column.LogicalReader<T>();
            var read = 0;
            long characters = 0;
            while (read < count && reader.ReadBatch(values, read, Math.Min(count - read, Slice)) is var some and > 0)
            {
                // Many rows may share one entry of a dictionary, which a footer's sizes do not count.
                if (values is string?[] texts && (characters += texts.AsSpan(read, some).ToArray().Sum(text => (long)(text?.Length ?? 0))) > MostTextBytes)
                {
                    throw Fault($"found more than {MostTextBytes} characters of {name} in a group of {count} rows");
                }

                read += some;
            }

            return read == count ? values : throw Fault($"found {read} values of {name} in a group of {count} rows");
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e) when (e is not DatasetFormatException)
#pragma warning restore CA1031
        {
            throw Fault(Path, e.Message.Split('\n')[0], e);
        }
    }

    DatasetFormatException Fault(string problem) => Fault(Path, problem, null);

    static DatasetFormatException Fault(string path, string problem, Exception? inner) => new(
        path,
        null,
        $"{problem}, expected the examples.parquet of a run, whole; put the run's own file back, or remove it so that texts are read "
        + "from the data file",
        inner);
}
