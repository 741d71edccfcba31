using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Logs;

/// <summary>What kind of thing a path leads to.</summary>
public enum FileKind
{
    /// <summary>Nothing, or nothing that this process may look at.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A FIFO or a pipe: opening it waits for the other end.</summary>
    Fifo,

    /// <summary>A character or block device, which may have no end.</summary>
    Device,

    /// <summary>A socket.</summary>
    Socket,
}

/// <summary>
/// What a path leads to, links followed, without opening it. Two equal values mean the same file, not written to in between.
/// </summary>
/// <param name="Kind">What it is; except on Linux, a FIFO, a device or a socket counts as a regular file.</param>
/// <param name="Device">With <paramref name="Inode"/> the file's identity; 0 where there is none.</param>
/// <param name="Inode">0 where there is none.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Written">When it was written last, in nanoseconds since 1970.</param>
public readonly partial record struct FileStatus(FileKind Kind, ulong Device, ulong Inode, long Length, long Written)
{
    const int CurrentFolder = -100; // AT_FDCWD
    const uint BasicFields = 0x7ff; // STATX_BASIC_STATS

    /// <summary>Permissions; meaningless where there is no file.</summary>
    internal UnixFileMode Mode { get; private init; }

    /// <summary>User and group that own it.</summary>
    internal (uint User, uint Group) Owner { get; private init; }

    /// <summary>Whether there is something, and mode and owner are known.</summary>
    internal bool IsKnown => Inode != 0;

    /// <summary>Whether both are the same file, whatever was written to it.</summary>
    public bool IsSameFile(FileStatus other) => Inode != 0 && (Device, Inode) == (other.Device, other.Inode);

    /// <summary>Looks at a path; throws nothing.</summary>
    public static FileStatus Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Managed(path);
        }

        try
        {
            return Native(path);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library, or one from before 2018.
            return Managed(path);
        }
    }

    /// <summary>The kind in words, with its article.</summary>
    internal string Name => Kind switch
    {
        FileKind.Folder => "a folder",
        FileKind.Fifo => "a FIFO",
        FileKind.Device => "a device",
        FileKind.Socket => "a socket",
        FileKind.Regular => "a regular file",
        _ => "nothing",
    };

    static FileStatus Managed(string path)
    {
        var info = new FileInfo(path);
        info = info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : info;
        var kind = Directory.Exists(path) ? FileKind.Folder : info.Exists ? FileKind.Regular : FileKind.Missing;
        return kind == FileKind.Regular
            ? new FileStatus(kind, 0, 0, info.Length, (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100)
            : new FileStatus(kind, 0, 0, 0, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static FileStatus Native(string path)
    {
        if (StatX(CurrentFolder, path, 0, BasicFields, out var found) != 0)
        {
            return default;
        }

        var kind = (found.Mode & 0xf000) switch
        {
            0x1000 => FileKind.Fifo,
            0x2000 or 0x6000 => FileKind.Device,
            0x4000 => FileKind.Folder,
            0xc000 => FileKind.Socket,
            _ => FileKind.Regular,
        };
        var device = ((ulong)found.DeviceMajor << 32) | found.DeviceMinor;
        return new FileStatus(kind, device, found.Inode, (long)found.Size, (found.WrittenSeconds * 1_000_000_000) + found.WrittenNanoseconds)
        {
            Mode = (UnixFileMode)(found.Mode & 0xfff),
            Owner = (found.User, found.Group),
        };
    }

    // The same on every processor, which stat's own structure is not.
    [LibraryImport("libc.so.6", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint fields, out Found found);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    struct Found
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long WrittenSeconds;

        [FieldOffset(120)]
        public uint WrittenNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
