using System.Security.Cryptography;
using System.Text;

namespace TrainingDynamics.Data;

/// <summary>A data file's bytes, and what is said about them when they are wrong.</summary>
sealed class DataBytes
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly byte[] _bytes;

    DataBytes(string path, byte[] bytes)
    {
        Path = path;
        _bytes = bytes;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    public string Path { get; }

    /// <summary>Of the bytes as they lie on disk, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Without a byte order mark.</summary>
    public ReadOnlySpan<byte> Content => _bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble)
        ? _bytes.AsSpan(Encoding.UTF8.Preamble.Length)
        : _bytes;

    public static DataBytes Read(string path)
    {
        try
        {
            return new DataBytes(path, File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, null, $"the file cannot be read: {exception.Message}", exception);
        }
    }

    /// <param name="path">For the message.</param>
    /// <param name="line">Line on which the bytes start.</param>
    /// <param name="bytes">A line or a field.</param>
    /// <param name="place">What <paramref name="bytes"/> are, for the message.</param>
    public static string Decode(string path, int line, ReadOnlySpan<byte> bytes, string place = "line")
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DatasetFormatException(
                path,
                line,
                $"found bytes that are not UTF-8 at byte {exception.Index} of the {place}, expected UTF-8 text; "
                + "convert the file, e.g. with iconv -t UTF-8",
                exception);
        }
    }
}
