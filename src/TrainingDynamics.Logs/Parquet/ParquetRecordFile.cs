using System.Buffers;
using ParquetSharp;
using ParquetSharp.Schema;
using Encoding = System.Text.Encoding;

namespace TrainingDynamics.Logs;

/// <summary>
/// A dynamics file as Parquet, a row group at a time. The columns' types follow the first record: guids are integers or
/// texts, golds label ids or, beside a single logit, regression targets.
/// </summary>
sealed class ParquetRecordFile(string path, int epoch, bool isHeld) : RecordFile(path, isHeld)
{
    // Few enough that every thread of a reader gets some of SST-2's 67,349, and that a group's metrics fit a core's cache; enough
    // that the footer stays a thousandth of the file.
    const int GroupRows = 1 << 14;
    const int GroupLogits = 1 << 20;

    readonly ExampleGuid[] _guids = new ExampleGuid[GroupRows];
    readonly double[] _golds = new double[GroupRows];
    readonly string?[] _devices = new string?[GroupRows];
    float[] _logits = new float[2 * GroupRows];
    short[] _starts = new short[2 * GroupRows]; // repetition levels: 0 where a row begins
    int _rows;
    int _count; // of logits
    long _line;
    Columns? _columns;
    ParquetFileWriter? _writer;

    public override void Append(ExampleGuid guid, ReadOnlySpan<float> logits, double gold, string? device)
    {
        _line++;
        _columns ??= new Columns(guid.IsInteger, IsRegression: logits.Length == 1);
        if (guid.IsInteger != _columns.HasIntegers || (logits.Length == 1) != _columns.IsRegression)
        {
            throw new LogFormatException(
                Path,
                _line,
                guid.IsInteger == _columns.HasIntegers
                    ? $"guid {guid}: {logits.Length} logits, but the rows before {(_columns.IsRegression ? "are of a regression" : "have classes")}"
                    : $"guid {guid} is {KindOf(guid.IsInteger)}, but those before are {(_columns.HasIntegers ? "integers" : "texts")}; a Parquet column has "
                    + "one type, so keep these records as JSON lines");
        }

        if (_count + logits.Length > _logits.Length)
        {
            Array.Resize(ref _logits, 2 * (_count + logits.Length));
            Array.Resize(ref _starts, _logits.Length);
        }

        _guids[_rows] = guid;
        _golds[_rows] = gold;
        _devices[_rows] = device;
        _rows++;
        logits.CopyTo(_logits.AsSpan(_count));
        _starts.AsSpan(_count, logits.Length).Fill(1);
        _starts[_count] = 0;
        _count += logits.Length;
        if (_rows == GroupRows || _count >= GroupLogits)
        {
            Writing(WriteGroup);
        }
    }

    private protected override void WriteRest() => Writing(() =>
    {
        if (_rows > 0)
        {
            WriteGroup();
        }

        Writer().Close();
    });

    // The library writes to the stream once more where it was not closed, so it goes before the stream does.
    private protected override void Release() => _writer?.Dispose();

    static string KindOf(bool isInteger) => isInteger ? "an integer" : "a text";

    static void Writing(Action write)
    {
        try
        {
            write();
        }
        catch (ParquetException e)
        {
            throw new IOException(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    ParquetFileWriter Writer()
    {
        if (_writer is null)
        {
            _columns ??= new Columns(HasIntegers: true, IsRegression: false);
            // Logits hardly compress, and unpacking would be a quarter of the reading. Of devices there are few.
            using var builder = new WriterPropertiesBuilder();
            using var properties = builder.Version(ParquetVersion.PARQUET_1_0).DataPageVersion(ParquetDataPageVersion.V1).Compression(Compression.Uncompressed)
                .DisableDictionary().EnableDictionary(ParquetColumns.Device).DisableWritePageIndex().SetSizeStatisticsLevel(SizeStatisticsLevel.None).Build();
            using var schema = _columns.Schema();
            var metadata = new Dictionary<string, string> { [ParquetColumns.Epoch] = epoch.ToString(CultureInfo.InvariantCulture) };
            _writer = new ParquetFileWriter(Stream, schema, properties, metadata, leaveOpen: true);
        }

        return _writer;
    }

    void WriteGroup()
    {
        using var group = Writer().AppendRowGroup();
        var guids = _guids.AsSpan(0, _rows);
        if (_columns!.HasIntegers)
        {
            Write<long>(group, Array.ConvertAll(guids.ToArray(), guid => guid.Integer));
        }
        else
        {
            WriteTexts(group, Array.ConvertAll(guids.ToArray(), guid => guid.ToString()), []);
        }

        var golds = _golds.AsSpan(0, _rows);
        if (_columns.IsRegression)
        {
            Write<double>(group, golds);
        }
        else
        {
            Write<int>(group, Array.ConvertAll(golds.ToArray(), gold => checked((int)gold)));
        }

        var present = new short[_count];
        Array.Fill(present, Columns.LogitLevel);
        using (var logits = (ColumnWriter<float>)group.NextColumn())
        {
            logits.WriteBatch(_count, present, _starts.AsSpan(0, _count), _logits.AsSpan(0, _count));
        }

        WriteTexts(group, _devices.AsSpan(0, _rows), Array.ConvertAll(_devices[.._rows], device => device is null ? (short)0 : (short)1));
        _rows = 0;
        _count = 0;
    }

    static void Write<T>(RowGroupWriter group, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        using var column = (ColumnWriter<T>)group.NextColumn();
        column.WriteBatch(values);
    }

    // Present: 1 of each that is there; empty where none may be missing.
    static unsafe void WriteTexts(RowGroupWriter group, ReadOnlySpan<string?> texts, ReadOnlySpan<short> present)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var lengths = new int[texts.Length];
        var (count, last, start) = (0, (string?)null, 0);
        var starts = new int[texts.Length];
        foreach (var text in texts)
        {
            if (text is null)
            {
                continue;
            }

            // Devices are mostly the one before.
            if (!ReferenceEquals(text, last))
            {
                (last, start) = (text, bytes.WrittenCount);
                Encoding.UTF8.GetBytes(text, bytes);
            }

            starts[count] = start;
            lengths[count++] = bytes.WrittenCount - start;
        }

        fixed (byte* first = bytes.WrittenSpan)
        {
            var values = new ByteArray[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = new ByteArray((nint)(first + starts[i]), lengths[i]);
            }

            using var column = (ColumnWriter<ByteArray>)group.NextColumn();
            column.WriteBatch(texts.Length, present, [], values);
        }
    }

    sealed record Columns(bool HasIntegers, bool IsRegression)
    {
        // Of a logit that is there: the list and its elements count.
        public const short LogitLevel = 2;

        public GroupNode Schema()
        {
            using var none = LogicalType.None();
            using var text = LogicalType.String();
            using var list = LogicalType.List();
            using var int32 = LogicalType.Int(32, isSigned: true);
            using var int64 = LogicalType.Int(64, isSigned: true);
            using var guid = HasIntegers
                ? new PrimitiveNode(ParquetColumns.Guid, Repetition.Required, int64, PhysicalType.Int64)
                : new PrimitiveNode(ParquetColumns.Guid, Repetition.Required, text, PhysicalType.ByteArray);
            using var gold = IsRegression
                ? new PrimitiveNode(ParquetColumns.Gold, Repetition.Required, none, PhysicalType.Double)
                : new PrimitiveNode(ParquetColumns.Gold, Repetition.Required, int32, PhysicalType.Int32);
            using var element = new PrimitiveNode("element", Repetition.Required, none, PhysicalType.Float);
            using var elements = new GroupNode("list", Repetition.Repeated, [element]);
            using var logits = new GroupNode(ParquetColumns.Logits, Repetition.Optional, [elements], list);
            using var device = new PrimitiveNode(ParquetColumns.Device, Repetition.Optional, text, PhysicalType.ByteArray);
            return new GroupNode("root", Repetition.Required, [guid, gold, logits, device]);
        }
    }
}
