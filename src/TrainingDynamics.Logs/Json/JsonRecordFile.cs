using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;

namespace TrainingDynamics.Logs;

/// <summary>
/// A dynamics file as JSON lines, as Python's <c>json.dumps</c> prints them: a space after every colon and comma, floats
/// as the shortest text of the float64 that equals the float32. Own code because Utf8JsonWriter cannot print those spaces.
/// </summary>
sealed class JsonRecordFile(string path, int epoch, bool isHeld) : RecordFile(path, isHeld)
{
    const int BufferBytes = 1 << 16;

    // The longest text of a float64 ("-2.2250738585072014e-308") or of an int64, with room for a separator.
    const int MaxNumberBytes = 32;

    // 2^53: beyond it not every integer is a float64.
    const double MaxExactInteger = 9007199254740992;

    static readonly JavaScriptEncoder Escape = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    readonly ArrayBufferWriter<byte> _text = new(2 * BufferBytes);
    readonly byte[] _logitsKey = Encoding.UTF8.GetBytes($", \"{DynamicsRecordParser.LogitsKey(epoch)}\": [");
    byte[] _tail = [.. "}\n"u8];
    string? _device;

    public override void Append(ExampleGuid guid, ReadOnlySpan<float> logits, double gold, string? device)
    {
        if (device != _device)
        {
            _device = device;
            _tail = Encoding.UTF8.GetBytes(device is null ? "}\n" : $", \"device\": \"{JsonEncodedText.Encode(device, Escape)}\"}}\n");
        }

        _text.Write("{\"guid\": "u8);
        if (guid.IsInteger)
        {
            AppendInteger(guid.Integer);
        }
        else
        {
            _text.Write("\""u8);
            _text.Write(JsonEncodedText.Encode(guid.ToString(), Escape).EncodedUtf8Bytes);
            _text.Write("\""u8);
        }

        _text.Write(_logitsKey);
        for (var c = 0; c < logits.Length; c++)
        {
            if (c > 0)
            {
                _text.Write(", "u8);
            }

            AppendFloat(_text, logits[c]);
        }

        _text.Write("], \"gold\": "u8);
        // A label id is an integer in every file there is; a whole regression target is written like one and read back the same.
        if (double.IsInteger(gold) && Math.Abs(gold) <= MaxExactInteger)
        {
            AppendInteger((long)gold);
        }
        else
        {
            AppendFloat(_text, gold);
        }

        _text.Write(_tail);
        if (_text.WrittenCount >= BufferBytes)
        {
            WriteRest();
        }
    }

    private protected override void WriteRest()
    {
        Stream.Write(_text.WrittenSpan);
        _text.ResetWrittenCount();
    }

    void AppendInteger(long value)
    {
        Utf8Formatter.TryFormat(value, _text.GetSpan(MaxNumberBytes), out var written);
        _text.Advance(written);
    }

    /// <summary>Python's <c>repr</c> of the float: <c>2.0</c>, <c>1e-05</c>, <c>-0.0</c>.</summary>
    internal static void AppendFloat(ArrayBufferWriter<byte> text, double value)
    {
        var span = text.GetSpan(MaxNumberBytes);
        value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture);
        var exponent = span[..written].IndexOf((byte)'E');
        if (exponent >= 0)
        {
            span[exponent] = (byte)'e';
        }
        else if (span[..written].IndexOf((byte)'.') < 0)
        {
            ".0"u8.CopyTo(span[written..]);
            written += 2;
        }

        text.Advance(written);
    }
}
