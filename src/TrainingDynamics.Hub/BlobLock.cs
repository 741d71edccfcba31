namespace TrainingDynamics.Hub;

/// <summary>
/// The lock file of one blob, so that of several processes one downloads and the others wait. On Unix .NET locks a file
/// opened without sharing by flock, as the Python library does, so the two respect each other. Left on disk: removing
/// it would let two in.
/// </summary>
static class BlobLock
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Waits for the lock as long as it takes: whoever holds it may be downloading for an hour. Disposing frees it.
    /// </summary>
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
