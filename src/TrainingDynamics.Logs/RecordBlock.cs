using System.Text;
using System.Text.Unicode;

namespace TrainingDynamics.Logs;

/// <summary>
/// Some records of a dynamics file, column by column; made once and filled again and again by <see cref="DynamicsBlocks"/>.
/// </summary>
public sealed class RecordBlock
{
    const int TextDecoded = -2;
    const int TextFromColumn = -3;

    long[] _integers = new long[1024];
    int[] _textStarts = new int[1024];
    int[] _textLengths = new int[1024]; // -1: an integer; -2: in _texts; -3: in _column
    int[] _golds = new int[1024];
    float[] _logits = new float[2048];
    Dictionary<int, ExampleGuid>? _texts; // made when it is needed, which it hardly ever is
    GuidTexts? _column;
    bool _hasIntegers;

    /// <summary>N, the number of records.</summary>
    public int Count { get; private set; }

    /// <summary>C, the number of logits of every record; 0 where there is no record.</summary>
    public int Classes { get; private set; }

    /// <summary>[N], each in [0, C).</summary>
    public ReadOnlySpan<int> Golds => _golds.AsSpan(0, Count);

    /// <summary>[N, C], row-major, finite.</summary>
    public ReadOnlySpan<float> Logits => _logits.AsSpan(0, Count * Classes);

    /// <summary>[N] where all guids come from a column of integers; else empty.</summary>
    public ReadOnlySpan<long> Integers => _integers.AsSpan(0, _hasIntegers ? Count : 0);

    /// <summary>The bytes that the block was read from and room for more.</summary>
    internal byte[] Buffer { get; set; } = [];

    /// <summary>Whether the record's guid is this one; makes no object.</summary>
    public bool HasGuid(int record, ExampleGuid guid) => _textLengths[record] switch
    {
        -1 => guid.IsInteger && guid.Integer == _integers[record],
        TextDecoded => _texts![record] == guid,
        TextFromColumn => !guid.IsInteger && _column!.Of(record).SequenceEqual(guid.ToString()),
        _ => !guid.IsInteger && Ascii.Equals(TextOf(record), guid.ToString()),
    };

    /// <summary>The record's guid; a text is a new string at every call.</summary>
    public ExampleGuid Guid(int record) => _textLengths[record] switch
    {
        -1 => ExampleGuid.FromInteger(_integers[record]),
        TextDecoded => _texts![record],
        TextFromColumn => ExampleGuid.FromText(_column!.Of(record).ToString()),
        _ => ExampleGuid.FromText(Encoding.ASCII.GetString(TextOf(record))),
    };

    internal void Clear()
    {
        Count = 0;
        Classes = 0;
        _hasIntegers = false;
        _texts?.Clear();
        _column?.Dispose();
        _column = null;
    }

    /// <summary>Room for records of columns, to be filled with golds in [0, C) and finite logits; their guids are still missing.</summary>
    internal void Reserve(int count, int classes)
    {
        Clear();
        if (_golds.Length < count)
        {
            Grow(count);
        }

        if (_logits.Length < count * classes)
        {
            _logits = GC.AllocateUninitializedArray<float>(count * classes);
        }

        Count = count;
        Classes = classes;
    }

    /// <summary>[N], of the reserved records.</summary>
    internal Span<int> GoldsToFill => _golds.AsSpan(0, Count);

    /// <summary>[N, C], of the reserved records.</summary>
    internal Span<float> LogitsToFill => _logits.AsSpan(0, Count * Classes);

    /// <summary>Gives the reserved records integer guids.</summary>
    internal Span<long> IntegerGuids()
    {
        _textLengths.AsSpan(0, Count).Fill(-1);
        _hasIntegers = true;
        return _integers.AsSpan(0, Count);
    }

    /// <summary>Gives the reserved records the texts of a column, which is disposed with the records.</summary>
    internal void TakeGuids(GuidTexts texts)
    {
        _textLengths.AsSpan(0, Count).Fill(TextFromColumn);
        _column = texts;
    }

    /// <summary>Gives a reserved record a text that lies in <see cref="Buffer"/>; false when it is no UTF-8.</summary>
    internal bool TryTakeText(int record, int start, int length)
    {
        _textStarts[record] = start;
        _textLengths[record] = length;
        if (Ascii.IsValid(TextOf(record)))
        {
            return true;
        }

        if (!Utf8.IsValid(TextOf(record)))
        {
            return false;
        }

        (_texts ??= [])[record] = ExampleGuid.FromText(Encoding.UTF8.GetString(TextOf(record)));
        _textLengths[record] = TextDecoded;
        return true;
    }

    /// <summary>False when the record has another number of logits than the ones before.</summary>
    internal bool TryAdd(RecordScanner record)
    {
        if (!TryAdd(record.Logits, record.Classes, (int)record.Gold))
        {
            return false;
        }

        _integers[Count - 1] = record.Integer;
        _textStarts[Count - 1] = record.TextStart;
        _textLengths[Count - 1] = record.TextLength;
        return true;
    }

    /// <summary>The same for a record that the careful parser took.</summary>
    internal bool TryAdd(DynamicsRecordParser record)
    {
        if (!TryAdd(record.Logits.ToArray(), record.Logits.Length, record.Gold))
        {
            return false;
        }

        _textLengths[Count - 1] = TextDecoded;
        (_texts ??= [])[Count - 1] = record.Guid;
        return true;
    }

    bool TryAdd(float[] logits, int classes, int gold)
    {
        if (Count == 0)
        {
            Classes = classes;
        }

        if (classes != Classes)
        {
            return false;
        }

        if (Count == _golds.Length)
        {
            Grow(2 * Count);
        }

        var start = Count * Classes;
        if (start + Classes > _logits.Length)
        {
            Array.Resize(ref _logits, 2 * (start + Classes));
        }

        // Two or three numbers: a loop is faster than a copy by the library.
        for (var c = 0; c < classes; c++)
        {
            _logits[start + c] = logits[c];
        }

        _golds[Count++] = gold;
        return true;
    }

    void Grow(int length)
    {
        Array.Resize(ref _integers, length);
        Array.Resize(ref _textStarts, length);
        Array.Resize(ref _textLengths, length);
        Array.Resize(ref _golds, length);
    }

    ReadOnlySpan<byte> TextOf(int record) => Buffer.AsSpan(_textStarts[record], _textLengths[record]);
}
