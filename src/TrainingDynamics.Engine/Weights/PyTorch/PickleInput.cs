using System.Buffers.Binary;
using System.Text;

namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// The bytes of one pickle. No length in them is believed before it is compared with what is left, so nothing larger than
/// the file is ever allocated.
/// </summary>
sealed class PickleInput
{
    // Real checkpoints take about 150 bytes a tensor; a pickle of this size would describe 400,000.
    public const long LongestPickle = 64L << 20;
    const int LongestName = 256;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly Stream _stream;
    readonly string _path;
    readonly string _place;
    readonly long _end;
    long _position;

    /// <param name="stream">Seekable, standing at the pickle's first byte.</param>
    /// <param name="path">The file, for errors.</param>
    /// <param name="place">What the positions in errors are counted in: a member of the file, or the file.</param>
    public PickleInput(Stream stream, string path, string place)
    {
        _stream = stream;
        _path = path;
        _place = place;
        _position = stream.Position;
        _end = Math.Min(stream.Length, _position + LongestPickle);
    }

    /// <summary>An error at the current position.</summary>
    public WeightsFormatException Error(string problem, Exception? cause = null) =>
        new(_path, null, $"{_place}, byte {_position}: {problem}", cause);

    public byte ReadByte()
    {
        Need(1);
        var value = _stream.ReadByte();
        if (value < 0)
        {
            throw CutShort(1);
        }

        _position++;
        return (byte)value;
    }

    public int ReadUInt16()
    {
        Span<byte> bytes = stackalloc byte[2];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public long ReadUInt32() => (uint)ReadInt32();

    public double ReadDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    /// <summary>A length of eight bytes.</summary>
    public long ReadLength()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return length >= 0 ? length : throw Error($"found a length of {(ulong)length} bytes; the file is damaged");
    }

    public byte[] ReadBytes(long length)
    {
        if (length < 0)
        {
            throw Error($"found a length of {length} bytes; the file is damaged");
        }

        Need(length);
        var bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    public string ReadText(long length)
    {
        var bytes = ReadBytes(length);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Error("found a text that is not UTF-8; the file is damaged", e);
        }
    }

    /// <summary>Text up to a line feed, which is read and left out.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        for (var next = ReadByte(); next != '\n'; next = ReadByte())
        {
            if (line.Length == LongestName)
            {
                throw Error($"found a name of more than {LongestName} bytes; the file is damaged");
            }

            line.Append((char)next);
        }

        return line.ToString();
    }

    /// <summary>A piece of the file for a message of one line: control characters replaced, cut when long.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(LongestName / 2))
        {
            shown.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? "?" : rune.ToString());
        }

        return text.Length > shown.Length ? shown.Append('…').ToString() : shown.ToString();
    }

    void Fill(Span<byte> bytes)
    {
        Need(bytes.Length);
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw CutShort(bytes.Length);
        }

        _position += bytes.Length;
    }

    void Need(long bytes)
    {
        if (bytes > _end - _position)
        {
            throw CutShort(bytes);
        }
    }

    WeightsFormatException CutShort(long bytes) =>
        Error($"needs {bytes} more bytes, found {Math.Max(0, _end - _position)}; the file is cut short or damaged");
}
