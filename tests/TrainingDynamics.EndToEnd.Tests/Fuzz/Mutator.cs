using System.Text;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>Damages bytes at random: one to four changes to one of the seeds.</summary>
sealed class Mutator(IReadOnlyList<byte[]> seeds, Random random)
{
    // What parsers of numbers, texts and nested things stumble over.
    static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "NaN", "-Infinity", "1e999", "-1e-999", "1e400", "-0", "-0.0", "1e-46", "3.4028236e38", "3.4028234663852886e38", "16777217", "1.5", "00", "-",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "99999999999999999999999999999999999999", "0.1e", "1E+2",
            "0.000000000000000000000000000000000000000000000000000000001e57", "null", "true", "\"\"", "\"guid\": 1, ", "\"gold\": 1, ", "\"gold\": 1.0, ",
            "\"logits_epoch_0\": [1.0, 2.0], ", "\"gu\\u0069d\": 7, ", "\\ud800", "\\u0000", "\\", "\"", "{", "}", "[", "]", ",", ":", "\n", "\r\n", "\t", "\0", "é",
            "😀", "{\"a\":[", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "/*x*/", "//", "..", "../../x", "\uFEFF", "''", ";", "%s",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xfe, 0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf8], [0x80], [0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0],
    ];

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var bytes = new List<byte>(seeds[random.Next(seeds.Count)]);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes];
    }

    void Change(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(Tokens[random.Next(Tokens.Length)]);
            return;
        }

        var at = random.Next(bytes.Count);
        switch (random.Next(10))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4: // repeat a piece from elsewhere
                var from = random.Next(bytes.Count);
                bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(1, 64), bytes.Count - from)));
                break;
            case 5: // write a piece from elsewhere over it
                var length = Math.Min(random.Next(1, 20), bytes.Count - at);
                var source = bytes.GetRange(random.Next(bytes.Count - length + 1), length);
                for (var k = 0; k < length; k++)
                {
                    bytes[at + k] = source[k];
                }

                break;
            case 6: // a number for a digit
                var digit = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                Replace(bytes, digit < 0 ? at : digit, 1);
                break;
            case 7:
                Replace(bytes, at, Math.Min(random.Next(0, 5), bytes.Count - at));
                break;
            case 8: // the head of one seed and the tail of another
                var other = seeds[random.Next(seeds.Count)];
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.AsSpan(random.Next(other.Length + 1)));
                break;
            default:
                Replace(bytes, at, 0);
                break;
        }
    }

    void Replace(List<byte> bytes, int at, int length)
    {
        bytes.RemoveRange(at, length);
        bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
    }
}
