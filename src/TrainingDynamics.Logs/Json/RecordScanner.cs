using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Logs;

/// <summary>
/// Scans records as programs write them: guid, logits, gold and device, in any order, no escapes in strings, nothing twice.
/// Rejects everything else, valid or not; <see cref="DynamicsRecordParser"/> then judges it. Own code, because a general JSON
/// reader takes four times as long for such a record.
/// </summary>
sealed class RecordScanner(int epoch)
{
    /// <summary>Bytes that must be readable behind a text's last line feed.</summary>
    public const int Padding = LineBlocks.Padding;

    // A longer integer may not fit 64 bits.
    const int MaxDigits = 18;

    readonly byte[] _logitsKey = Encoding.UTF8.GetBytes($"{DynamicsRecordParser.LogitsKey(epoch)}\"");
    readonly uint _guidTail = MemoryMarshal.Read<uint>("uid\""u8);
    readonly uint _goldTail = MemoryMarshal.Read<uint>("old\""u8);

    /// <summary>Where the guid's text lies, without quotes; <see cref="TextLength"/> is −1 for an integer.</summary>
    public int TextStart { get; private set; }

    /// <summary>In bytes, all of them ASCII; −1 for an integer.</summary>
    public int TextLength { get; private set; }

    /// <summary>The guid, unless it is a text.</summary>
    public long Integer { get; private set; }

    /// <summary>Where the device's text lies; <see cref="DeviceLength"/> is −1 where there is none.</summary>
    public int DeviceStart { get; private set; }

    /// <summary>In bytes, all of them ASCII; −1 where there is none.</summary>
    public int DeviceLength { get; private set; }

    /// <summary>At least 0.</summary>
    public long Gold { get; private set; }

    /// <summary>[C], the first <see cref="Classes"/> of them.</summary>
    public float[] Logits { get; private set; } = new float[8];

    /// <summary>C, at least 2; a single logit belongs to a regression, where gold may be any number.</summary>
    public int Classes { get; private set; }

    /// <summary>
    /// Gives the place behind the line feed of the line that starts at <paramref name="at"/>; −1 if it rejects the line. The
    /// text ends with a line feed and <see cref="Padding"/>.
    /// </summary>
    public int Scan(ref byte text, int at)
    {
        Classes = 0;
        DeviceLength = -1;
        var hasGuid = false;
        var hasGold = false;
        var place = SkipBlanks(ref text, at);
        if (Unsafe.Add(ref text, place) != (byte)'{')
        {
            return -1;
        }

        do
        {
            place = SkipBlanks(ref text, place + 1);
            if (Unsafe.Add(ref text, place) != (byte)'"')
            {
                return -1;
            }

            var key = place + 1;
            var tail = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref text, key + 1));
            switch ((char)Unsafe.Add(ref text, key))
            {
                case 'g' when tail == _guidTail && !hasGuid:
                    hasGuid = true;
                    place = Guid(ref text, Value(ref text, key + 5));
                    break;
                case 'g' when tail == _goldTail && !hasGold:
                    hasGold = true;
                    place = Whole(ref text, Value(ref text, key + 5), out var gold);
                    Gold = gold;
                    break;
                case 'l' when Classes == 0 && StartsWith(ref text, key, _logitsKey):
                    place = Array(ref text, Value(ref text, key + _logitsKey.Length));
                    break;
                case 'd' when StartsWith(ref text, key, "device\""u8):
                    DeviceStart = Value(ref text, key + 7) + 1;
                    place = Text(ref text, DeviceStart - 1);
                    DeviceLength = place - DeviceStart - 1;
                    break;
                default:
                    return -1;
            }

            if (place < 0)
            {
                return -1;
            }

            place = SkipBlanks(ref text, place);
        }
        while (Unsafe.Add(ref text, place) == (byte)',');

        if (Unsafe.Add(ref text, place) != (byte)'}' || !hasGuid || !hasGold || Classes < 2 || Gold < 0 || Gold >= Classes)
        {
            return -1;
        }

        place = SkipBlanks(ref text, place + 1);
        return Unsafe.Add(ref text, place) == (byte)'\n' ? place + 1 : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int SkipBlanks(ref byte text, int place)
    {
        while (Unsafe.Add(ref text, place) is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            place++;
        }

        return place;
    }

    // Where the value behind a key and its closing quote starts. Without a colon this is the key's last character, with which no
    // value of that key can start.
    static int Value(ref byte text, int keyEnd)
    {
        var place = SkipBlanks(ref text, keyEnd);
        return Unsafe.Add(ref text, place) == (byte)':' ? SkipBlanks(ref text, place + 1) : keyEnd - 2;
    }

    // The line ends before the text does, so a key that is cut off differs before the comparison leaves the padding.
    static bool StartsWith(ref byte text, int place, ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (Unsafe.Add(ref text, place + i) != key[i])
            {
                return false;
            }
        }

        return true;
    }

    static int Whole(ref byte text, int place, out long value)
    {
        value = 0;
        var isNegative = Unsafe.Add(ref text, place) == (byte)'-';
        if (isNegative)
        {
            place++;
        }

        var first = place;
        uint digit;
        while ((digit = (uint)(Unsafe.Add(ref text, place) - '0')) <= 9 && place - first <= MaxDigits)
        {
            value = (10 * value) + digit;
            place++;
        }

        if (place == first || place - first > MaxDigits || Unsafe.Add(ref text, place) is (byte)'.' or (byte)'e' or (byte)'E'
            || (Unsafe.Add(ref text, first) == (byte)'0' && place - first > 1))
        {
            return -1;
        }

        value = isNegative ? -value : value;
        return place;
    }

    // A string of printable ASCII without escapes.
    static int Text(ref byte text, int place)
    {
        if (Unsafe.Add(ref text, place) != (byte)'"')
        {
            return -1;
        }

        while (true)
        {
            var character = Unsafe.Add(ref text, ++place);
            if (character == (byte)'"')
            {
                return place + 1;
            }

            if (character is < (byte)' ' or >= 0x7F or (byte)'\\')
            {
                return -1;
            }
        }
    }

    int Guid(ref byte text, int place)
    {
        if (Unsafe.Add(ref text, place) != (byte)'"')
        {
            TextLength = -1;
            var end = Whole(ref text, place, out var integer);
            Integer = integer;
            return end;
        }

        var behind = Text(ref text, place);
        (TextStart, TextLength) = (place + 1, behind - place - 2);
        return behind;
    }

    int Array(ref byte text, int place)
    {
        if (Unsafe.Add(ref text, place) != (byte)'[')
        {
            return -1;
        }

        do
        {
            place = Float32Text.Scan(ref text, SkipBlanks(ref text, place + 1), out var logit);
            if (place < 0)
            {
                return -1;
            }

            if (Classes == Logits.Length)
            {
                Logits = [.. Logits, .. new float[Logits.Length]];
            }

            Logits[Classes++] = logit;
            place = SkipBlanks(ref text, place);
        }
        while (Unsafe.Add(ref text, place) == (byte)',');

        return Unsafe.Add(ref text, place) == (byte)']' ? place + 1 : -1;
    }
}
