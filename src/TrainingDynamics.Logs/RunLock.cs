using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TrainingDynamics.Logs;

/// <summary>
/// A run's hold on its folder: <c>run.lock</c>, locked as long as the run's process lives, so that a killed run leaves
/// nothing to clear away. Its text names the owner and is empty when a run has ended by itself. The file stays, because
/// removing it would let two runs in.
/// </summary>
public sealed partial class RunLock : IRunObserver, IDisposable
{
    const int LongestOwner = 1024;

    // O_RDONLY | O_CLOEXEC of Linux.
    const int ReadOnly = 0x80000;

    readonly RunFolder _folder;
    readonly FileStream _file;
    readonly string _owner;

    RunLock(RunFolder folder, FileStream file)
    {
        _folder = folder;
        _file = file;
        _owner = string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffffffZ}");
        _file.SetLength(0);
        _file.Write(Encoding.UTF8.GetBytes(_owner + "\n"));
    }

    /// <summary>Creates the folder where it is missing and takes hold of it; what a killed run left is taken over.</summary>
    /// <exception cref="RunFolderException">Another run has it; the message names its process, machine and start.</exception>
    /// <exception cref="IOException">The file cannot be created or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of permission.</exception>
    public static RunLock Take(RunFolder folder)
    {
        Directory.CreateDirectory(folder.Path);
        FileStream file;
        try
        {
            // On Unix .NET locks a file that is opened without sharing by flock, which ends with the process.
            file = new FileStream(folder.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e) when ((e.HResult & 0xFFFF) is 11 or 35 or 32) // EWOULDBLOCK of Linux and macOS, Windows' sharing violation
        {
            var owner = OwnerOf(folder.LockPath) is { Length: > 0 } named ? named : "another process";
            throw new RunFolderException(
                $"{folder.Path} is in use by a run of {owner}; wait for its end, stop it, or pass another --output-dir", e);
        }

        try
        {
            return new RunLock(folder, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Looks whether the folder is still there and still this run's, whatever happened but the run's failure.</summary>
    /// <exception cref="DirectoryNotFoundException">
    /// It was deleted, moved or put in another's place; what the run wrote from here on would be a part without its beginning.
    /// </exception>
    public void On(RunEvent happened)
    {
        if (happened is not RunFailed && OwnerOf(_folder.LockPath) != _owner)
        {
            throw new DirectoryNotFoundException(
                $"{_folder.LockPath} is not this run's any more: the folder was deleted, moved or replaced while the run went on; "
                + "nothing more is written there");
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose()
    {
        _file.SetLength(0);
        _file.Dispose();
    }

    /// <summary>The text of a lock, locked or not; null where it cannot be read.</summary>
    static string? OwnerOf(string path)
    {
        // Not by FileStream, which would ask for the lock.
        using var handle = new SafeFileHandle(Open(path, ReadOnly), ownsHandle: true);
        if (handle.IsInvalid)
        {
            return null;
        }

        var text = new byte[LongestOwner];
        return Encoding.UTF8.GetString(text, 0, RandomAccess.Read(handle, text, 0)).TrimEnd('\n');
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
