using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TrainingDynamics.Hub;

/// <summary>Compares a file's content with its entity tag, which on the Hub is a checksum.</summary>
static class BlobChecksum
{
    /// <summary>
    /// 64 hexadecimal digits are the SHA-256 of the content, 40 are git's: the SHA-1 of "blob", the length, a zero byte and the content. Any other
    /// tag says nothing about the content and passes.
    /// </summary>
    /// <returns>Null when the content is right; else the checksum that the tag should have been.</returns>
    [SuppressMessage("Security", "CA5350", Justification = "git names its objects by SHA-1; nothing is signed with it here")]
    public static async Task<string?> MismatchAsync(string path, string etag, CancellationToken cancellation)
    {
        var algorithm = etag.Length switch
        {
            64 when IsHex(etag) => HashAlgorithmName.SHA256,
            40 when IsHex(etag) => HashAlgorithmName.SHA1,
            _ => default,
        };
        if (algorithm.Name is null)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(algorithm);
        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        if (algorithm == HashAlgorithmName.SHA1)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(Invariant($"blob {file.Length}\0")));
        }

        var buffer = new byte[1 << 18];
        int count;
        while ((count = await file.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, count);
        }

        var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        return string.Equals(actual, etag, StringComparison.OrdinalIgnoreCase) ? null : actual;
    }

    static bool IsHex(string text) => text.All(char.IsAsciiHexDigit);
}
