using System.Buffers.Binary;
using System.Text;

namespace TrainingDynamics.Engine.Weights.PyTorch;

/// <summary>
/// The bytes of one pickle. Every length in them is compared with the number of bytes left, so nothing larger than the file is
/// allocated.
/// </summary>
/// <param name="stream">Seekable, standing at the pickle's first byte.</param>
/// <param name="path">The file, for errors.</param>
/// <param name="place">What positions in errors are counted in: a member of the file, or the file.</param>
sealed class PickleInput(Stream stream, string path, string place)
{
    // Real checkpoints take about 150 bytes a tensor; a pickle of this size would describe 400,000.
    public const long LongestPickle = 64L << 20;
    const int LongestName = 256;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly long _end = Math.Min(stream.Length, stream.Position + LongestPickle);
    long _position = stream.Position;

    /// <summary>An error at the current position.</summary>
    public WeightsFormatException Error(string problem, Exception? cause = null) =>
        new(path, null, $"{place}, byte {_position}: {problem}", cause);

    public byte ReadByte()
    {
        Need(1);
        var value = stream.ReadByte();
        if (value < 0)
        {
            throw CutShort(1);
        }

        _position++;
        return (byte)value;
    }

    public int ReadUInt16() => Read<ushort>();

    public int ReadInt32() => Read<int>();

    public long ReadUInt32() => Read<uint>();

    public double ReadDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    /// <summary>A length of eight bytes.</summary>
    public long ReadLength()
    {
        var length = Read<long>();
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

    /// <summary>Text up to a line feed, which is read but not part of it.</summary>
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

    T Read<T>()
        where T : unmanaged
    {
        var value = default(T); // little endian, as all machines that libtorch runs on
        Fill(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    void Fill(Span<byte> bytes)
    {
        Need(bytes.Length);
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
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
