namespace TrainingDynamics.Hub;

/// <summary>
/// The lock file of one blob: of several processes one downloads and the others wait. On Unix .NET locks a file opened without sharing by flock, as
/// the Python library does, so the two respect each other. The file stays on disk: removing it would let two processes in.
/// </summary>
static class BlobLock
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>Waits for the lock, perhaps for an hour, while another process downloads. Disposing releases it.</summary>
    public static async Task<FileStream> AcquireAsync(
        string path, string subject, Action<string> warn, CancellationToken cancellation)
    {
        HubCache.MakeFolderOf(path);
        for (var waited = TimeSpan.Zero; ; waited += Poll)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (waited == Silence)
                {
                    warn($"{subject}: waiting for another process that is downloading it (it holds {path})");
                }

                await Task.Delay(Poll, cancellation);
            }
        }
    }

    // EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows; anything else is a real fault.
    static bool IsHeld(IOException exception) => (exception.HResult & 0xFFFF) is 11 or 35 or 32;
}
