using Microsoft.Win32.SafeHandles;

namespace TrainingDynamics.Logs;

/// <summary>A text file in blocks of whole lines, which several threads may read at once.</summary>
public sealed class LineBlocks : IDisposable
{
    /// <summary>Readable bytes that a block has behind its last line feed.</summary>
    public const int Padding = 32;

    // Fits a core's second-level cache twice, and is large against a line.
    const int BlockBytes = 1 << 18;

    // As much as most last lines need beyond their block.
    const int Slack = 1 << 10;

    readonly SafeFileHandle _handle;
    readonly long _bytes; // when it was opened

    LineBlocks(SafeFileHandle handle, long bytes)
    {
        _handle = handle;
        _bytes = bytes;
        Count = checked((int)((bytes + BlockBytes - 1) / BlockBytes));
    }

    /// <summary>Blocks in the file; in one of them no line may begin.</summary>
    public int Count { get; }

    /// <summary>Null when the file cannot be opened or has no length.</summary>
    public static LineBlocks? TryOpen(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = RegularFile.OpenHandle(path);
            return new LineBlocks(handle, RandomAccess.GetLength(handle));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            handle?.Dispose();
            return null;
        }
    }

    /// <summary>Gives the lines that begin in a block. False when the file cannot be read or a line is far too long.</summary>
    /// <param name="block">0-based.</param>
    /// <param name="buffer">Where the lines are read to; replaced by a longer one where they need it.</param>
    /// <param name="start">Where the first of the lines begins in the buffer.</param>
    /// <param name="end">Behind the last one's line feed, which is added to the file's last line; the start where no line begins.</param>
    public bool TryRead(int block, ref byte[] buffer, out int start, out int end)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Count, nameof(block));
        (start, end) = (0, 0);
        try
        {
            return TryReadLines((long)block * BlockBytes, ref buffer, ref start, ref end);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    bool TryReadLines(long first, ref byte[] buffer, ref int start, ref int end)
    {
        // From the byte before, for a line starts here when that is a line feed.
        var from = first == 0 ? 0 : first - 1;
        var limit = (int)(Math.Min(_bytes, first + BlockBytes) - from);
        var wanted = limit + Slack;
        while (true)
        {
            wanted = (int)Math.Min(wanted, _bytes - from);
            if (buffer.Length < wanted + Padding)
            {
                buffer = GC.AllocateUninitializedArray<byte>(wanted + Padding + 1);
            }

            if (!FileBytes.TryFill(_handle, buffer.AsSpan(0, wanted), from))
            {
                return false;
            }

            start = first == 0 ? 0 : buffer.AsSpan(0, wanted).IndexOf((byte)'\n') + 1;
            var lineFeed = buffer.AsSpan(limit - 1, wanted - limit + 1).IndexOf((byte)'\n');
            if (lineFeed >= 0)
            {
                end = start < limit ? limit + lineFeed : start;
                return true;
            }

            if (from + wanted == _bytes)
            {
                buffer[wanted] = (byte)'\n';
                start = start == 0 && first > 0 ? wanted + 1 : start;
                end = wanted + 1;
                return true;
            }

            if (wanted >= RecordLines.MaxLineBytes)
            {
                return false;
            }

            wanted *= 2;
        }
    }
}
