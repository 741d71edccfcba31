using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TrainingDynamics.Logs;

/// <summary>
/// The text of a dynamics record, as Python's <c>json.dumps</c> prints it: a space after every colon and comma, floats
/// as the shortest text of the float64 that equals the float32. Own code because Utf8JsonWriter cannot print those spaces.
/// </summary>
sealed class DynamicsRecordFormat(int epoch, string? device)
{
    // The longest text of a float64 ("-2.2250738585072014e-308") or of an int64, with room for a separator.
    const int MaxNumberBytes = 32;

    // 2^53: beyond it not every integer is a float64.
    const double MaxExactInteger = 9007199254740992;

    static readonly JavaScriptEncoder Escape = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    readonly byte[] _logitsKey = Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $", \"logits_epoch_{epoch}\": ["));

    readonly byte[] _tail = Encoding.UTF8.GetBytes(
        device is null ? "}\n" : $", \"device\": \"{JsonEncodedText.Encode(device, Escape)}\"}}\n");

    public void Append(ArrayBufferWriter<byte> text, ExampleGuid guid, ReadOnlySpan<float> logits, double gold)
    {
        text.Write("{\"guid\": "u8);
        if (guid.IsInteger)
        {
            AppendInteger(text, guid.Integer);
        }
        else
        {
            text.Write("\""u8);
            text.Write(JsonEncodedText.Encode(guid.ToString(), Escape).EncodedUtf8Bytes);
            text.Write("\""u8);
        }

        text.Write(_logitsKey);
        for (var c = 0; c < logits.Length; c++)
        {
            if (c > 0)
            {
                text.Write(", "u8);
            }

            AppendFloat(text, logits[c]);
        }

        text.Write("], \"gold\": "u8);
        // A class is an integer in every file there is; a whole score is written like one and read back the same.
        if (double.IsInteger(gold) && Math.Abs(gold) <= MaxExactInteger)
        {
            AppendInteger(text, (long)gold);
        }
        else
        {
            AppendFloat(text, gold);
        }

        text.Write(_tail);
    }

    static void AppendInteger(ArrayBufferWriter<byte> text, long value)
    {
        Utf8Formatter.TryFormat(value, text.GetSpan(MaxNumberBytes), out var written);
        text.Advance(written);
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
