using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace TrainingDynamics.Logs;

/// <summary>
/// A dynamics file as Parquet, a row group at a time. The columns' types follow the first record: guids are integers or
/// texts, golds class numbers or, beside a single logit, scores.
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
    int[] _levels = new int[2 * GroupRows]; // repetition: 0 where a row begins
    int _rows;
    int _count; // of logits
    long _line;
    Columns? _columns;
    ParquetWriter? _writer;

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
            Array.Resize(ref _levels, _logits.Length);
        }

        _guids[_rows] = guid;
        _golds[_rows] = gold;
        _devices[_rows] = device;
        _rows++;
        logits.CopyTo(_logits.AsSpan(_count));
        _levels.AsSpan(_count, logits.Length).Fill(1);
        _levels[_count] = 0;
        _count += logits.Length;
        if (_rows == GroupRows || _count >= GroupLogits)
        {
            WriteGroup();
        }
    }

    private protected override void WriteRest()
    {
        if (_rows > 0)
        {
            WriteGroup();
        }

        // The footer.
        Writer().DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    static string KindOf(bool isInteger) => isInteger ? "an integer" : "a text";

    ParquetWriter Writer()
    {
        if (_writer is null)
        {
            _columns ??= new Columns(HasIntegers: true, IsRegression: false);
            // Logits hardly compress, and unpacking would be a quarter of the reading. Of guids, golds and logits the values lie
            // there as they are, which PlainParquetBlocks relies on; of devices there are few.
            var options = new ParquetOptions
            {
                CompressionMethod = CompressionMethod.None,
                ColumnEncodingHints = { [_columns.Device.Path.ToString()] = EncodingHint.Dictionary },
            };
            _writer = ParquetWriter.CreateAsync(_columns.Schema, Stream, options).GetAwaiter().GetResult();
            _writer.CustomMetadata = new Dictionary<string, string> { [ParquetColumns.Epoch] = epoch.ToString(CultureInfo.InvariantCulture) };
        }

        return _writer;
    }

    void WriteGroup()
    {
        WriteGroupAsync(Writer(), _columns!).GetAwaiter().GetResult();
        _rows = 0;
        _count = 0;
    }

    async Task WriteGroupAsync(ParquetWriter writer, Columns columns)
    {
        using var group = writer.CreateRowGroup();
        var guids = _guids.AsMemory(0, _rows);
        await (columns.HasIntegers
            ? group.WriteAsync<long>(columns.Guid, Array.ConvertAll(guids.ToArray(), guid => guid.Integer).AsMemory())
            : group.WriteAsync(columns.Guid, Array.ConvertAll(guids.ToArray(), guid => guid.ToString()))).ConfigureAwait(false);
        var golds = _golds.AsMemory(0, _rows);
        await (columns.IsRegression
            ? group.WriteAsync<double>(columns.Gold, golds)
            : group.WriteAsync<int>(columns.Gold, Array.ConvertAll(golds.ToArray(), gold => checked((int)gold)).AsMemory())).ConfigureAwait(false);
        var present = new int[_count];
        Array.Fill(present, columns.Logit.MaxDefinitionLevel);
        await group.WriteAllPartsAsync<float>(
            columns.Logit, _logits.AsMemory(0, _count), present.AsMemory(), _levels.AsMemory(0, _count), CancellationToken.None).ConfigureAwait(false);
        await group.WriteAsync(columns.Device, _devices[.._rows]!).ConfigureAwait(false);
        group.CompleteValidate();
    }

    sealed record Columns(bool HasIntegers, bool IsRegression)
    {
        public DataField Guid { get; } = new(ParquetColumns.Guid, HasIntegers ? typeof(long) : typeof(string), false);

        public DataField Gold { get; } = new(ParquetColumns.Gold, IsRegression ? typeof(double) : typeof(int), false);

        public DataField Logit { get; } = new("element", typeof(float), false);

        public DataField Device { get; } = new(ParquetColumns.Device, typeof(string), true);

        public ParquetSchema Schema => field ??= new ParquetSchema(Guid, Gold, new ListField(ParquetColumns.Logits, Logit), Device);
    }
}
