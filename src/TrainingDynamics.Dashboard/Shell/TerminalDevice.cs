using System.Runtime.InteropServices;
using System.Text;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>The terminal of standard input and output, by their descriptors, so that a replacement of these takes effect.</summary>
sealed partial class TerminalDevice : ITerminalDevice
{
    const int StandardInput = 0;
    const int StandardOutput = 1;
    const int AtOnce = 0;
    const nint AskForSize = 0x5413;
    const short CanWrite = 4;
    const int Interrupted = 4;
    const int Full = 11; // where another program has made the terminal one that never waits
    const int FullOnMac = 35;
    const int Patience = 100;

    // Far more than any system's struct termios has.
    const int SettingsBytes = 256;

    readonly byte[] _settings = new byte[SettingsBytes];
    readonly bool _hasSettings;

    /// <summary>Remembers how the terminal treats keys.</summary>
    public TerminalDevice() => _hasSettings = GetSettings(StandardInput, _settings) == 0;

    public (int Width, int Height)? Size()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (Console.WindowWidth, Console.WindowHeight);
        }

        Span<ushort> size = stackalloc ushort[4]; // rows, columns, and both in pixels
        return Control(StandardOutput, AskForSize, ref MemoryMarshal.GetReference(size)) == 0 && size[0] > 0 && size[1] > 0 ? (size[1], size[0]) : null;
    }

    public void Write(ReadOnlySpan<char> text) => Write(StandardOutput, text);

    /// <summary>
    /// Gives the terminal up from any thread, whatever is being drawn: from now on nothing reaches it, and if it still lives it gets its screen,
    /// its mouse, its keys and the farewell. Returns at once where it is dead or accepts nothing.
    /// </summary>
    public void Abandon(string farewell)
    {
        var (input, output) = (Duplicate(StandardInput), Duplicate(StandardOutput));
        DeadTerminal.Silence();
        var ready = new Ready { Descriptor = output, Wanted = CanWrite };
        if (Poll(ref ready, 1, 0) == 1 && ready.Found == CanWrite)
        {
            Write(output, farewell);
        }

        if (_hasSettings)
        {
            _ = SetSettings(input, AtOnce, _settings);
        }

        _ = Close(input);
        _ = Close(output);
    }

    static void Write(int descriptor, ReadOnlySpan<char> text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text.ToArray());
        while (rest.Length > 0)
        {
            var written = Write(descriptor, in MemoryMarshal.GetReference(rest), rest.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() is Interrupted or Full or FullOnMac)
            {
                var ready = new Ready { Descriptor = descriptor, Wanted = CanWrite };
                _ = Poll(ref ready, 1, Patience);
            }
            else if (written <= 0)
            {
                return;
            }

            rest = rest[(int)Math.Max(0, written)..];
        }
    }

    struct Ready
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, in byte bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Ready ready, nint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nint request, ref ushort size);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, [Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, byte[] settings);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

interface ITerminalDevice
{
    /// <summary>Columns and rows; null where they are unknown.</summary>
    (int Width, int Height)? Size();

    /// <summary>Sends all of the text, or nothing where the terminal is gone.</summary>
    void Write(ReadOnlySpan<char> text);
}
