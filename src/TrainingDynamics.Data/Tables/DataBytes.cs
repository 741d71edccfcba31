using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace TrainingDynamics.Data;

/// <summary>The bytes of a table's files, one file after the other.</summary>
sealed class DataBytes(IReadOnlyList<string> paths, byte[] bytes, int[] ends)
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public IReadOnlyList<string> Paths => paths;

    /// <summary>SHA-256 of the bytes as they lie on disk, lower-case hexadecimal.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(bytes));

    public ReadOnlySpan<byte> All => bytes;

    /// <summary>The end of a file's bytes.</summary>
    public int EndOf(int file) => ends[file];

    /// <summary>The start of a file's bytes, after its byte order mark.</summary>
    public int StartOf(int file)
    {
        var start = file == 0 ? 0 : ends[file - 1];
        return All[start..ends[file]].StartsWith(Encoding.UTF8.Preamble) ? start + Encoding.UTF8.Preamble.Length : start;
    }

    /// <summary>The file of a byte.</summary>
    public int FileAt(int place)
    {
        var file = 0;
        while (place >= ends[file] && file + 1 < ends.Length)
        {
            file++;
        }

        return file;
    }

    /// <summary>Text that was read before, for instance from a pipe; messages call it by <paramref name="name"/>.</summary>
    /// <exception cref="DatasetFormatException">It is not UTF-8.</exception>
    public static DataBytes Of(string name, byte[] bytes)
    {
        var text = new DataBytes([name], bytes, [bytes.Length]);
        text.RequireUtf8();
        return text;
    }

    /// <summary>Reads text files.</summary>
    /// <exception cref="DatasetFormatException">One cannot be read, is not a regular file, or is not UTF-8.</exception>
    public static DataBytes Read(IReadOnlyList<string> paths)
    {
        byte[][] parts = [.. paths.Select(ReadFile)];
        var ends = new int[parts.Length];
        long end = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            end += parts[i].Length;
            if (end > Array.MaxLength)
            {
                throw new DatasetFormatException(paths[i], null, "found more than 2 GB in this data set's files, expected less; convert them to .parquet");
            }

            ends[i] = (int)end;
        }

        var all = parts[0];
        if (parts.Length > 1)
        {
            all = new byte[end];
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i].CopyTo(all, ends[i] - parts[i].Length);
            }
        }

        var data = new DataBytes(paths, all, ends);
        data.RequireUtf8();
        return data;
    }

    /// <summary>SHA-256 of the files' bytes, one after the other, lower-case hexadecimal.</summary>
    /// <exception cref="DatasetFormatException">One cannot be read, or is not a regular file.</exception>
    public static string HashOf(IReadOnlyList<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        foreach (var path in paths)
        {
            Reading(path, () =>
            {
                using var stream = RegularFile.Open(path, 1);
                int count;
                while ((count = stream.Read(buffer)) > 0)
                {
                    hash.AppendData(buffer, 0, count);
                }

                return count;
            });
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static byte[] ReadFile(string path) => Reading(path, () => RegularFile.ReadAllBytes(path, Array.MaxLength));

    static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is (IOException and not FileLoadException) or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, null, $"the file cannot be read: {exception.Message}", exception);
        }
    }

    void RequireUtf8()
    {
        if (Utf8.IsValid(bytes))
        {
            return;
        }

        for (var file = 0; file < Paths.Count; file++)
        {
            var rest = All[StartOf(file)..EndOf(file)];
            for (var line = 1; !rest.IsEmpty; line++)
            {
                var end = rest.IndexOf((byte)'\n');
                Check(Paths[file], line, end < 0 ? rest : rest[..end]);
                rest = end < 0 ? default : rest[(end + 1)..];
            }
        }
    }

    static void Check(string path, int line, ReadOnlySpan<byte> bytes)
    {
        try
        {
            StrictUtf8.GetCharCount(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DatasetFormatException(
                path,
                line,
                $"found bytes that are not UTF-8 at byte {exception.Index} of the line, expected UTF-8 text; "
                + "convert the file, e.g. with iconv -t UTF-8",
                exception);
        }
    }
}
