using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Logs;

/// <summary>
/// Files that appear under their name only when they are complete: written in the same folder under a name that no other
/// process has, flushed to the device, then renamed. Of two writers of one name each leaves a whole file. A path that is
/// not a regular file is written through, as <c>cp</c> does.
/// </summary>
public static partial class WholeFile
{
    /// <summary>What is added to the final name while the file is written.</summary>
    public const string PartialSuffix = ".partial";

    /// <summary>The name that means standard output.</summary>
    public const string StandardOutput = "-";

    const string OpenStandardOutput = "/proc/self/fd/1";

    const int BufferBytes = 1 << 16;

    // Most file systems take 255; this leaves room for what a partial name adds.
    const int LongestName = 230;

    // As Linux has it.
    const int LongestChain = 40;

    static readonly List<string> InTheMaking = [];

    /// <summary>
    /// Creates the missing folders, lets <paramref name="write"/> fill the file and gives it its name, replacing a file of
    /// that name, whose permissions it takes over. When <paramref name="write"/> throws, the partial file is removed and an
    /// older file stays as it was. A symbolic link stays, and what it leads to is replaced; a FIFO, device or socket is
    /// written through and stays what it is; <see cref="StandardOutput"/> is standard output.
    /// </summary>
    /// <param name="path">The final name.</param>
    /// <param name="write">Gets the open file, which cannot be positioned where it is no regular one.</param>
    /// <param name="isDerived">
    /// True for what can be computed again from other files: then a power failure may take it, and nobody waits for the device.
    /// </param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, Action<Stream> write, bool isDerived = false)
    {
        if (IsStandardOutput(path))
        {
            WriteStandardOutput(write);
            return;
        }

        var found = FileStatus.Of(path);
        var target = TargetOf(path);
        if (target is null || found.Kind is FileKind.Fifo or FileKind.Device)
        {
            var mode = found.Kind == FileKind.Regular ? FileMode.Truncate : FileMode.Open;
            using var stream = new FileStream(path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
            write(stream);
            stream.Flush();
        }
        else if (found.Kind == FileKind.Socket)
        {
            WriteSocket(target, write);
        }
        else
        {
            Replace(target, found, write, isDerived);
        }
    }

    /// <summary>Deletes the files that this process is writing; for a process that ends without the exception that would.</summary>
    public static void RemoveUnfinished()
    {
        lock (InTheMaking)
        {
            InTheMaking.ForEach(File.Delete);
        }
    }

    /// <summary>
    /// Whether a path means this process's standard output: by <see cref="StandardOutput"/>, by a name such as <c>/dev/stdout</c>, or
    /// because that leads to the same file or pipe.
    /// </summary>
    public static bool IsStandardOutput(string path)
    {
        if (path == StandardOutput || Chain(path).Any(name => name is "/dev/stdout" or "/dev/fd/1" or OpenStandardOutput))
        {
            return true;
        }

        var found = FileStatus.Of(path);
        return found.Kind is FileKind.Regular or FileKind.Fifo or FileKind.Socket && found.IsSameFile(FileStatus.Of(OpenStandardOutput));
    }

    /// <summary>
    /// The file that is replaced: the path, or the end of its chain of links; null if the chain leads through the files that a
    /// process has open, which have no name to replace.
    /// </summary>
    /// <exception cref="IOException">More links follow each other than the system takes.</exception>
    public static string? TargetOf(string path)
    {
        var chain = Chain(path).Take(LongestChain + 1).ToList();
        return chain.Count > LongestChain ? throw new IOException("too many symbolic links follow each other")
            : chain.Exists(name => name.StartsWith("/proc/", StringComparison.Ordinal) || name.StartsWith("/dev/fd/", StringComparison.Ordinal)) ? null
            : chain[^1];
    }

    /// <summary>How a message names a target: <c>standard output</c> for <see cref="StandardOutput"/>, else the path.</summary>
    public static string NameOf(string path) => path == StandardOutput ? "standard output" : path;

    /// <summary>
    /// The ending by which a writer chooses the format, in lower case and with its dot; <paramref name="fallback"/> for standard
    /// output, and for a device, FIFO or socket that has none.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="fallback">With its dot.</param>
    /// <param name="format">The ending without its dot where it was asked for, whatever the name says; else null.</param>
    public static string EndingOf(string path, string fallback, string? format = null)
    {
        if (format is not null)
        {
            return $".{format}";
        }

        var ending = path == StandardOutput ? "" : Path.GetExtension(path).ToLowerInvariant();
        return ending.Length == 0 && (path == StandardOutput || FileStatus.Of(path).Kind is FileKind.Device or FileKind.Fifo or FileKind.Socket)
            ? fallback
            : ending;
    }

    /// <summary>
    /// Deletes the files in the making that a killed process left in a folder; what a living one writes stays. Nothing where
    /// there is no folder.
    /// </summary>
    /// <exception cref="IOException">One cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be deleted.</exception>
    public static void RemoveAbandoned(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.GetFiles(folder, "*" + PartialSuffix))
        {
            try
            {
                RegularFile.Require(path);
                using var _ = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, 1);
            }
            catch (IOException)
            {
                // Somebody has it open, or has just given it its name.
                continue;
            }

            File.Delete(path);
        }
    }

    /// <summary>A name for a file in the making beside the final one, which no other writer has.</summary>
    internal static string PartialPath(string path)
    {
        var name = Path.GetFileName(path);
        var kept = Encoding.UTF8.GetByteCount(name) <= LongestName ? name : "long-name";
        return Path.Combine(Path.GetDirectoryName(path) ?? "", $"{kept}.{Path.GetRandomFileName()[..8]}{PartialSuffix}");
    }

    static void Replace(string target, FileStatus found, Action<Stream> write, bool isDerived)
    {
        if (found.Kind == FileKind.Folder)
        {
            throw new IOException("it is a folder, expected a file's name");
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None, // by which RemoveAbandoned knows a living writer
            BufferSize = BufferBytes,
        };
        if (found.Kind == FileKind.Regular)
        {
            // Who may not write a file may not replace it either.
            File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
            if (!OperatingSystem.IsWindows() && found.IsKnown)
            {
                options.UnixCreateMode = found.Mode & ~(UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit);
            }
        }
        else if (Path.GetDirectoryName(Path.GetFullPath(target)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var partial = PartialPath(target);
        var stream = new FileStream(partial, options);
        lock (InTheMaking)
        {
            InTheMaking.Add(partial);
        }

        try
        {
            using (stream)
            {
                TakeOver(partial, found);
                write(stream);
                stream.Flush(flushToDisk: !isDerived);
            }

            File.Move(partial, target, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
        finally
        {
            lock (InTheMaking)
            {
                InTheMaking.Remove(partial);
            }
        }
    }

    // The owner where root replaces somebody else's file, and the permissions beyond what the umask lets through.
    static void TakeOver(string partial, FileStatus found)
    {
        if (OperatingSystem.IsWindows() || found.Kind != FileKind.Regular || !found.IsKnown)
        {
            return;
        }

        var made = FileStatus.Of(partial);
        if (made.Owner != found.Owner && ChangeOwner(partial, found.Owner.User, found.Owner.Group) != 0)
        {
            _ = ChangeOwner(partial, uint.MaxValue, found.Owner.Group);
        }

        if (made.Mode != found.Mode)
        {
            File.SetUnixFileMode(partial, found.Mode);
        }
    }

    // The path, and what it links to, and what that links to.
    static IEnumerable<string> Chain(string path)
    {
        var next = path;
        for (var links = 0; next is not null && links <= LongestChain; links++)
        {
            path = links == 0 ? path : Path.GetFullPath(next, Path.GetDirectoryName(Path.GetFullPath(path))!);
            yield return path;
            next = new FileInfo(path).LinkTarget;
        }
    }

    static void WriteStandardOutput(Action<Stream> write)
    {
        try
        {
            using var output = new BufferedStream(Console.OpenStandardOutput(), BufferBytes);
            write(output);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException("it is closed", e);
        }
    }

    // Not inlined, so that files are written without loading the sockets.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void WriteSocket(string path, Action<Stream> write)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            using var stream = new BufferedStream(new NetworkStream(socket), BufferBytes);
            write(stream);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
