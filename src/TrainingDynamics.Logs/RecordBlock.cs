namespace TrainingDynamics.Logs;

/// <summary>
/// Some records of a dynamics file, column by column; made once and filled again and again by <see cref="DynamicsBlocks"/>.
/// </summary>
/// <param name="withDevices">Whether devices are read too; in Parquet they are one more column.</param>
public sealed class RecordBlock(bool withDevices = false)
{
    /// <summary>The value of <see cref="Classes"/> where records differ in their number of logits.</summary>
    public const int Uneven = -1;

    readonly RecordTexts _guids = new(); // none: an integer
    readonly RecordTexts _devices = new();
    long[] _integers = new long[1024];
    int[] _places = new int[1024];
    int[] _golds = new int[1024];
    double[] _scores = []; // of the records with one logit
    float[] _logits = new float[2048];
    int[] _ends = []; // of every record's logits, where records are uneven
    int _logitCount;
    int _textBytes; // of Buffer, where the records come from columns
    bool _hasIntegers;
    DynamicsBlocks? _source;
    int _block;
    int _lineRecord;
    long _line;

    /// <summary>N, the number of records.</summary>
    public int Count { get; private set; }

    /// <summary>C, the number of logits of every record; 0 where there is no record, <see cref="Uneven"/> where the records differ.</summary>
    public int Classes { get; private set; }

    /// <summary>[N], each in [0, C); −1 where a record has one logit, which makes it a regression's.</summary>
    public ReadOnlySpan<int> Golds => new(_golds, 0, Count);

    /// <summary>[N, C], row-major, finite; uneven records lie one behind the other.</summary>
    public ReadOnlySpan<float> Logits => new(_logits, 0, _logitCount);

    /// <summary>[N] where all guids come from a column of integers; else empty.</summary>
    public ReadOnlySpan<long> Integers => new(_integers, 0, _hasIntegers ? Count : 0);

    /// <summary>Whether devices are read too.</summary>
    internal bool HasDevices => withDevices;

    /// <summary>The bytes that the block was read from, with room for more; for records from columns their texts.</summary>
    internal byte[] Buffer { get; set; } = [];

    /// <summary>The record's logits, at least one.</summary>
    public ReadOnlySpan<float> LogitsOf(int record)
    {
        var start = _ends.Length == 0 ? record * Classes : record == 0 ? 0 : _ends[record - 1];
        return new(_logits, start, _ends.Length == 0 ? Classes : _ends[record] - start);
    }

    /// <summary>The gold as it is written, finite: the label id, or the regression target.</summary>
    public double Score(int record) => IsRegression(record) ? _scores[record] : _golds[record];

    /// <summary>Whether the record has one logit: then its gold is a regression target, as in Hugging Face's models with one label.</summary>
    public bool IsRegression(int record) => _golds[record] < 0;

    /// <summary>What computed the record's logits, as PyTorch spells it; null where the record does not say.</summary>
    /// <exception cref="InvalidOperationException">The block was made without devices.</exception>
    public string? Device(int record) =>
        withDevices ? _devices.Of(record, Buffer) : throw new InvalidOperationException("the block was made without devices");

    /// <summary>Whether the record's guid is this one; makes no object.</summary>
    public bool HasGuid(int record, ExampleGuid guid) => guid.IsInteger
        ? !_guids.IsThere(record) && guid.Integer == _integers[record]
        : _guids.IsEqual(record, Buffer, guid.ToString());

    /// <summary>The record's guid; a text is a new string at every call.</summary>
    public ExampleGuid Guid(int record) =>
        _guids.Of(record, Buffer) is { } text ? ExampleGuid.FromText(text) : ExampleGuid.FromInteger(_integers[record]);

    /// <summary>The record's 1-based line or, in a Parquet file, row. For messages only: a file of lines is read again for it.</summary>
    /// <exception cref="LogFormatException">The file cannot be read any more.</exception>
    public long Line(int record)
    {
        // Counted from the line that was asked for last, if that comes before.
        _line = !_source!.HasLines ? _source.LineOf(_block, record, [])
            : _lineRecord < 0 || record < _lineRecord ? _source.LineOf(_block, record, new(Buffer, 0, _places[record]))
            : _line + new ReadOnlySpan<byte>(Buffer, _places[_lineRecord], _places[record] - _places[_lineRecord]).Count((byte)'\n');
        _lineRecord = record;
        return _line;
    }

    /// <summary>
    /// Gives another block the bytes that this one was read from, unless texts lie in them, and takes that block's: so a few hundred
    /// kilobytes that stay in the cache serve many blocks. The records stay; their lines are not known any more.
    /// </summary>
    public void LendBytes(RecordBlock other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!_guids.LieInBuffer && !_devices.LieInBuffer)
        {
            (Buffer, other.Buffer) = (other.Buffer, Buffer);
        }
    }

    /// <summary>An error at a record, for checks that need more than one record.</summary>
    public LogFormatException Error(int record, string problem) => new(_source!.Path, Line(record), $"guid {Guid(record)}: {problem}");

    /// <summary>Forgets the records; those that are added now come from this block.</summary>
    internal void Begin(DynamicsBlocks source, int block)
    {
        (_source, _block, _lineRecord) = (source, block, -1);
        (Count, Classes, _logitCount, _textBytes, _ends, _hasIntegers) = (0, 0, 0, 0, [], false);
        _guids.Clear();
        _devices.Clear();
    }

    /// <summary>Adds the record of the line that begins at this place of <see cref="Buffer"/>.</summary>
    internal void Add(RecordScanner record, int place)
    {
        Add(record.Logits, record.Classes, (int)record.Gold, place);
        var last = Count - 1;
        _integers[last] = record.Integer;
        _guids.Set(last, record.TextStart, record.TextLength);
        if (withDevices)
        {
            _devices.Set(last, record.DeviceStart, record.DeviceLength);
        }
    }

    /// <summary>Adds a record that the parser read.</summary>
    internal void Add(DynamicsRecordParser record, int place)
    {
        Add(record.Logits, record.Logits.Length, record.Gold, place);
        var last = Count - 1;
        _integers[last] = record.Guid.Integer;
        _guids.Set(last, record.Guid.IsInteger ? null : record.Guid.ToString());
        if (withDevices)
        {
            _devices.Set(last, record.Device);
        }

        if (record.IsRegression)
        {
            ScoresFor(_golds.Length)[last] = record.Score;
        }
    }

    /// <summary>Adds records from columns; golds, guids and devices come later.</summary>
    /// <param name="count">N.</param>
    /// <param name="logits">[N, C], finite; copied.</param>
    /// <param name="ends">[N], where each record's logits end, if the records are uneven; else empty.</param>
    internal void AddColumns(int count, ReadOnlySpan<float> logits, ReadOnlySpan<int> ends)
    {
        if (_golds.Length < count)
        {
            Grow(count);
        }

        if (_logits.Length < logits.Length)
        {
            _logits = GC.AllocateUninitializedArray<float>(logits.Length);
        }

        logits.CopyTo(_logits);
        (Count, _logitCount, _ends) = (count, logits.Length, ends.ToArray());
        Classes = count == 0 ? 0 : ends.IsEmpty ? logits.Length / count : Uneven;
        _devices.ClearAll(count);
    }

    /// <summary>[N], the golds of records from columns.</summary>
    internal Span<int> GoldsToFill => new(_golds, 0, Count);

    /// <summary>[N], the regression targets of records from columns.</summary>
    internal Span<double> ScoresToFill => new(ScoresFor(Count), 0, Count);

    /// <summary>[N], integer guids of records from columns.</summary>
    internal Span<long> IntegerGuids()
    {
        _guids.ClearAll(Count);
        _hasIntegers = true;
        return new(_integers, 0, Count);
    }

    /// <summary>Sets the guid of a record from columns to a text; false if it is not UTF-8.</summary>
    internal bool TryAddGuid(int record, ReadOnlySpan<byte> text) => TryAdd(_guids, record, text);

    /// <summary>Sets the device of a record from columns; ignores a text that is not UTF-8.</summary>
    internal void AddDevice(int record, ReadOnlySpan<byte> text) => TryAdd(_devices, record, text);

    bool TryAdd(RecordTexts texts, int record, ReadOnlySpan<byte> text)
    {
        if (Buffer.Length < _textBytes + text.Length)
        {
            var longer = new byte[Math.Max(2 * Buffer.Length, _textBytes + text.Length)];
            System.Buffer.BlockCopy(Buffer, 0, longer, 0, _textBytes);
            Buffer = longer;
        }

        text.CopyTo(new Span<byte>(Buffer, _textBytes, text.Length));
        _textBytes += text.Length;
        return texts.TrySet(record, Buffer, _textBytes - text.Length, text.Length);
    }

    void Add(ReadOnlySpan<float> logits, int classes, int gold, int place)
    {
        if (Count == 0)
        {
            Classes = classes;
        }
        else if (classes != Classes && _ends.Length == 0)
        {
            BecomeUneven();
        }

        if (Count == _golds.Length)
        {
            Grow(2 * Count);
        }

        var start = _logitCount;
        if (start + classes > _logits.Length)
        {
            Array.Resize(ref _logits, 2 * (start + classes));
        }

        // Two or three numbers: a loop is faster than a copy by the library.
        for (var c = 0; c < classes; c++)
        {
            _logits[start + c] = logits[c];
        }

        _logitCount = start + classes;
        _places[Count] = place;
        _golds[Count++] = gold;
        if (_ends.Length > 0)
        {
            _ends[Count - 1] = _logitCount;
        }
    }

    double[] ScoresFor(int count)
    {
        if (_scores.Length < count)
        {
            Array.Resize(ref _scores, _golds.Length);
        }

        return _scores;
    }

    void BecomeUneven()
    {
        _ends = new int[_golds.Length];
        for (var record = 0; record < Count; record++)
        {
            _ends[record] = (record + 1) * Classes;
        }

        Classes = Uneven;
    }

    void Grow(int length)
    {
        _guids.Grow(length);
        _devices.Grow(length);
        Array.Resize(ref _integers, length);
        Array.Resize(ref _places, length);
        Array.Resize(ref _golds, length);
        if (_ends.Length > 0)
        {
            Array.Resize(ref _ends, length);
        }
    }
}
