using Microsoft.Win32.SafeHandles;

namespace TrainingDynamics.Logs;

/// <summary>
/// Opens what must be a regular file. A run folder may come from anybody: opening a FIFO waits for ever, a device never ends,
/// and a file may be larger than memory. Other processes may write, rename or delete the file meanwhile.
/// </summary>
public static class RegularFile
{
    /// <summary>Most bytes of a JSON file that describes something; it mostly has a few kilobytes.</summary>
    public const long MostJsonBytes = 1 << 26;

    /// <summary>Most bytes of a file with an entry for each example.</summary>
    public const long MostListBytes = 1 << 30;

    /// <summary>Most bytes of a tokenizer's file; the largest known have some 35 MB.</summary>
    public const long MostTokenizerBytes = 1 << 26;

    /// <summary>Opens for reading.</summary>
    /// <param name="path">Links are followed.</param>
    /// <param name="bufferSize">In bytes; 1: the caller has a buffer.</param>
    /// <exception cref="IOException">It is missing, cannot be read, or is no regular file; the message says which.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path, int bufferSize = 1 << 12)
    {
        Require(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize);
    }

    /// <summary>Opens for reading at any place.</summary>
    /// <exception cref="IOException">As for <see cref="Open"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle OpenHandle(string path)
    {
        Require(path);
        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>The whole file.</summary>
    /// <param name="path">Links are followed.</param>
    /// <param name="most">As many bytes as a file of this kind may have.</param>
    /// <exception cref="IOException">As for <see cref="Open"/>, or the file is longer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadAllBytes(string path, long most)
    {
        using var stream = OpenBounded(path, most);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The lines of a text file, read as they are asked for.</summary>
    /// <param name="path">Links are followed.</param>
    /// <param name="most">As many bytes as a file of this kind may have.</param>
    /// <param name="encoding">Of the text.</param>
    /// <exception cref="IOException">As for <see cref="ReadAllBytes"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IEnumerable<string> ReadLines(string path, long most, Encoding encoding)
    {
        using var reader = new StreamReader(OpenBounded(path, most), encoding);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>Throws if the path leads to anything but a regular file; for libraries that open a path themselves.</summary>
    /// <exception cref="IOException">With what it is.</exception>
    public static void Require(string path)
    {
        var found = FileStatus.Of(path);
        if (found.Kind is not (FileKind.Regular or FileKind.Missing))
        {
            throw new IOException($"it is no regular file but {found.Name}");
        }
    }

    static FileStream OpenBounded(string path, long most)
    {
        var stream = Open(path);
        if (stream.Length <= most)
        {
            return stream;
        }

        var found = stream.Length;
        stream.Dispose();
        throw new IOException(FormattableString.Invariant($"it has {found:N0} bytes, expected at most {most:N0}"));
    }
}
