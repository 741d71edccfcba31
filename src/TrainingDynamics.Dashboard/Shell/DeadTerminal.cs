using System.Runtime.InteropServices;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>Replaces a terminal that is gone.</summary>
static partial class DeadTerminal
{
    const int ReadOnly = 0;
    const int ReadWrite = 2;

    /// <summary>
    /// Replaces the standard streams: by an input that never arrives, because the library's reader would spin at the end of input, and by outputs
    /// that accept everything, because writing would fail.
    /// </summary>
    public static void Silence()
    {
        Span<int> ends = stackalloc int[2];
        if (Pipe(ref MemoryMarshal.GetReference(ends)) == 0)
        {
            _ = Duplicate(ends[ReadOnly], 0);
        }

        var sink = Open("/dev/null", ReadWrite);
        _ = Duplicate(sink, 1);
        _ = Duplicate(sink, 2);
    }

    [LibraryImport("libc", EntryPoint = "pipe")]
    private static partial int Pipe(ref int ends);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int to);
}
