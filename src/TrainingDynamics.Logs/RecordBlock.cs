using System.Text;
using System.Text.Unicode;

namespace TrainingDynamics.Logs;

/// <summary>
/// Some records of a dynamics file, column by column; made once and filled again and again by <see cref="DynamicsBlocks"/>.
/// </summary>
/// <param name="withDevices">Whether what computed the logits is read too; of Parquet it is another column.</param>
public sealed class RecordBlock(bool withDevices = false)
{
    /// <summary>In place of a number of logits: not all records have as many.</summary>
    public const int Uneven = -1;

    const int TextDecoded = -2;

    long[] _integers = new long[1024];
    int[] _textStarts = new int[1024];
    int[] _textLengths = new int[1024]; // -1: an integer; -2: in _texts
    int[] _deviceStarts = new int[1024];
    int[] _deviceLengths = new int[1024]; // -1: none; -2: in _devices
    int[] _places = new int[1024];
    int[] _golds = new int[1024];
    double[] _scores = []; // of the records with one logit
    float[] _logits = new float[2048];
    int[] _ends = []; // of every record's logits, where records are uneven
    int _logitCount;
    int _textBytes; // of Buffer, where the records come from columns
    Dictionary<int, ExampleGuid>? _texts; // made when it is needed, which it hardly ever is
    Dictionary<int, string>? _devices; // the same
    string _lastDevice = "";
    bool _hasIntegers;
    DynamicsBlocks? _source;
    int _block;
    int _lineRecord;
    long _line;

    /// <summary>N, the number of records.</summary>
    public int Count { get; private set; }

    /// <summary>C, the number of logits of every record; 0 where there is no record, <see cref="Uneven"/> where the records differ.</summary>
    public int Classes { get; private set; }

    /// <summary>[N], each in [0, C); −1 where a record has one logit, which is a regression's.</summary>
    public ReadOnlySpan<int> Golds => _golds.AsSpan(0, Count);

    /// <summary>[N, C], row-major, finite; where records are uneven one behind the other.</summary>
    public ReadOnlySpan<float> Logits => _logits.AsSpan(0, _logitCount);

    /// <summary>The record's logits, at least one.</summary>
    public ReadOnlySpan<float> LogitsOf(int record) => _ends.Length == 0
        ? _logits.AsSpan(record * Classes, Classes)
        : _logits.AsSpan(record == 0 ? 0 : _ends[record - 1], _ends[record] - (record == 0 ? 0 : _ends[record - 1]));

    /// <summary>The gold as it is written, finite: the class, or a regression's score.</summary>
    public double Score(int record) => IsRegression(record) ? _scores[record] : _golds[record];

    /// <summary>Whether the record has one logit: its gold is a score, as Hugging Face takes a model with one label.</summary>
    public bool IsRegression(int record) => _golds[record] < 0;

    /// <summary>What computed the record's logits, as PyTorch spells it; null where the record does not say.</summary>
    /// <exception cref="InvalidOperationException">The block is one without devices.</exception>
    public string? Device(int record)
    {
        if (!withDevices)
        {
            throw new InvalidOperationException("the block was made without devices");
        }

        switch (_deviceLengths[record])
        {
            case -1:
                return null;
            case TextDecoded:
                return _devices![record];
            case var length:
                // Mostly the one before, which then is no new string.
                var text = Buffer.AsSpan(_deviceStarts[record], length);
                return _lastDevice = Ascii.Equals(text, _lastDevice) ? _lastDevice : Encoding.ASCII.GetString(text);
        }
    }

    /// <summary>The record's 1-based line or, of a Parquet file, row; for messages, as a file of lines is read again for it.</summary>
    /// <exception cref="LogFormatException">The file cannot be read any more.</exception>
    public long Line(int record)
    {
        // From the one that was asked for last, where that is before.
        _line = !_source!.HasLines ? _source.LineOf(_block, record, [])
            : _lineRecord < 0 || record < _lineRecord ? _source.LineOf(_block, record, Buffer.AsSpan(0, _places[record]))
            : _line + Buffer.AsSpan(_places[_lineRecord], _places[record] - _places[_lineRecord]).Count((byte)'\n');
        _lineRecord = record;
        return _line;
    }

    /// <summary>An error at a record, for checks that need more than one record.</summary>
    public LogFormatException Error(int record, string problem) => new(_source!.Path, Line(record), $"guid {Guid(record)}: {problem}");

    /// <summary>[N] where all guids come from a column of integers; else empty.</summary>
    public ReadOnlySpan<long> Integers => _integers.AsSpan(0, _hasIntegers ? Count : 0);

    /// <summary>Whether what computed the logits is read too.</summary>
    internal bool HasDevices => withDevices;

    /// <summary>The bytes that the block was read from and room for more.</summary>
    internal byte[] Buffer { get; set; } = [];

    /// <summary>Whether the record's guid is this one; makes no object.</summary>
    public bool HasGuid(int record, ExampleGuid guid) => _textLengths[record] switch
    {
        -1 => guid.IsInteger && guid.Integer == _integers[record],
        TextDecoded => _texts![record] == guid,
        _ => !guid.IsInteger && Ascii.Equals(TextOf(record), guid.ToString()),
    };

    /// <summary>The record's guid; a text is a new string at every call.</summary>
    public ExampleGuid Guid(int record) => _textLengths[record] switch
    {
        -1 => ExampleGuid.FromInteger(_integers[record]),
        TextDecoded => _texts![record],
        _ => ExampleGuid.FromText(Encoding.ASCII.GetString(TextOf(record))),
    };

    /// <summary>Forgets the records; what comes is of this part of a file.</summary>
    internal void Begin(DynamicsBlocks source, int block)
    {
        Clear();
        (_source, _block, _lineRecord) = (source, block, -1);
    }

    internal void Clear()
    {
        _ends = [];
        _logitCount = 0;
        _devices?.Clear();
        Count = 0;
        Classes = 0;
        _hasIntegers = false;
        _texts?.Clear();
    }

    /// <summary>Room for records of columns; golds, guids and devices are still missing.</summary>
    /// <param name="count">N.</param>
    /// <param name="logits">[N, C], finite; copied.</param>
    /// <param name="ends">[N], where the logits of each record end, where not all have as many; else empty.</param>
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
        Count = count;
        Classes = count == 0 ? 0 : ends.IsEmpty ? logits.Length / count : Uneven;
        _logitCount = logits.Length;
        _ends = ends.ToArray();
        _textBytes = 0;
        _deviceLengths.AsSpan(0, count).Fill(-1);
    }

    /// <summary>[N], of the records of columns.</summary>
    internal Span<int> GoldsToFill => _golds.AsSpan(0, Count);

    /// <summary>[N], the same; of those with one logit.</summary>
    internal Span<double> ScoresToFill
    {
        get
        {
            if (_scores.Length < Count)
            {
                _scores = new double[_golds.Length];
            }

            return _scores.AsSpan(0, Count);
        }
    }

    /// <summary>Gives the records of columns integer guids.</summary>
    internal Span<long> IntegerGuids()
    {
        _textLengths.AsSpan(0, Count).Fill(-1);
        _hasIntegers = true;
        return _integers.AsSpan(0, Count);
    }

    /// <summary>Gives a record of columns a text as its guid; false when it is no UTF-8.</summary>
    internal bool TryAddGuid(int record, ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            _textStarts[record] = AddText(text);
            _textLengths[record] = text.Length;
            return true;
        }

        if (!Utf8.IsValid(text))
        {
            return false;
        }

        (_texts ??= [])[record] = ExampleGuid.FromText(Encoding.UTF8.GetString(text));
        _textLengths[record] = TextDecoded;
        return true;
    }

    /// <summary>Says what computed the logits of a record of columns; a text that is no UTF-8 says nothing.</summary>
    internal void AddDevice(int record, ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            _deviceStarts[record] = AddText(text);
            _deviceLengths[record] = text.Length;
        }
        else if (Utf8.IsValid(text))
        {
            (_devices ??= [])[record] = Encoding.UTF8.GetString(text);
            _deviceLengths[record] = TextDecoded;
        }
    }

    int AddText(ReadOnlySpan<byte> text)
    {
        if (Buffer.Length < _textBytes + text.Length)
        {
            var longer = new byte[Math.Max(2 * Buffer.Length, _textBytes + text.Length)];
            Buffer.AsSpan(0, _textBytes).CopyTo(longer);
            Buffer = longer;
        }

        text.CopyTo(Buffer.AsSpan(_textBytes));
        _textBytes += text.Length;
        return _textBytes - text.Length;
    }

    /// <summary>A record of the line that begins at this place of <see cref="Buffer"/>.</summary>
    internal void Add(RecordScanner record, int place)
    {
        Add(record.Logits, record.Classes, (int)record.Gold, place);
        var last = Count - 1;
        _integers[last] = record.Integer;
        _textStarts[last] = record.TextStart;
        _textLengths[last] = record.TextLength;
        _deviceStarts[last] = record.DeviceStart;
        _deviceLengths[last] = record.DeviceLength;
    }

    /// <summary>The same for a record that the parser took.</summary>
    internal void Add(DynamicsRecordParser record, int place)
    {
        Add(record.Logits, record.Logits.Length, record.Gold, place);
        var last = Count - 1;
        _textLengths[last] = TextDecoded;
        (_texts ??= [])[last] = record.Guid;
        _deviceLengths[last] = -1;
        if (record.Device is { } device)
        {
            _deviceLengths[last] = TextDecoded;
            (_devices ??= [])[last] = device;
        }

        if (record.IsRegression)
        {
            AddScore(record.Score);
        }
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

    void AddScore(double score)
    {
        if (_scores.Length < _golds.Length)
        {
            Array.Resize(ref _scores, _golds.Length);
        }

        _scores[Count - 1] = score;
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
        Array.Resize(ref _integers, length);
        Array.Resize(ref _textStarts, length);
        Array.Resize(ref _textLengths, length);
        Array.Resize(ref _deviceStarts, length);
        Array.Resize(ref _deviceLengths, length);
        Array.Resize(ref _places, length);
        Array.Resize(ref _golds, length);
        if (_ends.Length > 0)
        {
            Array.Resize(ref _ends, length);
        }
    }

    ReadOnlySpan<byte> TextOf(int record) => Buffer.AsSpan(_textStarts[record], _textLengths[record]);
}
