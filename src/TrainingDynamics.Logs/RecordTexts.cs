using System.Text.Unicode;

namespace TrainingDynamics.Logs;

/// <summary>An optional text of each record of a block: ASCII stays in the block's buffer and costs no object; other text is decoded.</summary>
sealed class RecordTexts
{
    const int None = -1;
    const int Decoded = -2;

    int[] _starts = new int[1024];
    int[] _lengths = new int[1024];
    Dictionary<int, string>? _decoded; // made when it is needed, which is rare
    string _last = "";

    /// <summary>Whether any of them is bytes of the buffer.</summary>
    public bool LieInBuffer { get; private set; }

    public void Grow(int length)
    {
        Array.Resize(ref _starts, length);
        Array.Resize(ref _lengths, length);
    }

    public void Clear()
    {
        _decoded?.Clear();
        LieInBuffer = false;
    }

    public void ClearAll(int count) => new Span<int>(_lengths, 0, count).Fill(None);

    /// <summary>Length: of ASCII; −1: there is none.</summary>
    public void Set(int record, int start, int length)
    {
        _starts[record] = start;
        _lengths[record] = length;
        LieInBuffer |= length >= 0;
    }

    public void Set(int record, string? text)
    {
        _lengths[record] = text is null ? None : Decoded;
        if (text is not null)
        {
            (_decoded ??= [])[record] = text;
        }
    }

    /// <summary>The same for bytes in the buffer; false, and no text, if they are not UTF-8.</summary>
    public bool TrySet(int record, byte[] buffer, int start, int length)
    {
        var text = new ReadOnlySpan<byte>(buffer, start, length);
        var isText = true;
        if (Ascii.IsValid(text))
        {
            Set(record, start, length);
        }
        else
        {
            isText = Utf8.IsValid(text);
            Set(record, isText ? Encoding.UTF8.GetString(text) : null);
        }

        return isText;
    }

    public bool IsThere(int record) => _lengths[record] != None;

    public bool IsEqual(int record, byte[] buffer, string text) => _lengths[record] switch
    {
        None => false,
        Decoded => _decoded![record] == text,
        _ => Ascii.Equals(Bytes(record, buffer), text),
    };

    /// <summary>A new string, unless the text equals the one that was asked for before.</summary>
    public string? Of(int record, byte[] buffer) => _lengths[record] switch
    {
        None => null,
        Decoded => _decoded![record],
        _ => _last = Ascii.Equals(Bytes(record, buffer), _last) ? _last : Encoding.ASCII.GetString(Bytes(record, buffer)),
    };

    ReadOnlySpan<byte> Bytes(int record, byte[] buffer) => new(buffer, _starts[record], _lengths[record]);
}
