using Microsoft.Win32.SafeHandles;

namespace TrainingDynamics.Logs;

/// <summary>Pieces of a file, which several threads may read at once.</summary>
static class FileBytes
{
    /// <summary>Reads as many bytes as the buffer takes; false when the file ends before.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool TryFill(SafeFileHandle handle, Span<byte> buffer, long from)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(handle, buffer, from);
            if (read == 0)
            {
                return false;
            }

            from += read;
            buffer = buffer[read..];
        }

        return true;
    }
}
