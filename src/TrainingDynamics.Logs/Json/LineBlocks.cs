namespace TrainingDynamics.Logs;

/// <summary>A text file, unpacked where it ends in .gz, in blocks of whole lines, which several threads may read at once.</summary>
public sealed class LineBlocks : IDisposable
{
    /// <summary>Readable bytes that a block has behind its last line feed.</summary>
    public const int Padding = 32;

    // Fits a core's second-level cache twice, and is much larger than a line.
    const int BlockBytes = 1 << 18;

    // Most last lines end within this many bytes behind their block.
    const int Slack = 1 << 10;

    const int MaxLineBytes = 1 << 26;

    readonly string _path;
    readonly string _kind;
    readonly FileBytes _bytes;

    /// <summary>Opens the file; no line is read yet.</summary>
    /// <param name="path">A regular file.</param>
    /// <param name="kind">What the file should be, for the message about a line that is far too long: <c>dynamics file</c>.</param>
    /// <exception cref="LogFormatException">The file is missing or cannot be opened.</exception>
    public LineBlocks(string path, string kind)
    {
        _path = path;
        _kind = kind;
        _bytes = FileBytes.Open(path);
        Count = checked((int)((_bytes.Length + BlockBytes - 1) / BlockBytes));
        if (Count == 0 && _bytes.Break is { } e)
        {
            throw Broken(0, e);
        }
    }

    /// <summary>Blocks in the file; there may be blocks in which no line begins.</summary>
    public int Count { get; }

    static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Gives the lines that begin in a block, without the byte order mark that a file may begin with.</summary>
    /// <param name="block">0-based.</param>
    /// <param name="buffer">Where the lines are read to; replaced by a longer one where they need it.</param>
    /// <param name="start">Where the first of the lines begins in the buffer.</param>
    /// <param name="end">Behind the last one's line feed, which is added to the file's last line; the start where no line begins.</param>
    /// <exception cref="LogFormatException">The file cannot be read on, or a line is far too long.</exception>
    public void Read(int block, ref byte[] buffer, out int start, out int end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)Count, nameof(block));
        var limit = (int)(Math.Min(_bytes.Length, ((long)block + 1) * BlockBytes) - FirstOf(block));
        var wanted = limit + Slack;
        while (!TryReadLines(block, ref buffer, limit, wanted, out start, out end))
        {
            if (wanted >= MaxLineBytes)
            {
                // The one before begins the block.
                throw new LogFormatException(_path, LineAt(block, buffer, limit), $"longer than {MaxLineBytes >> 20} MiB; this is no {_kind}");
            }

            wanted *= 2;
        }
    }

    /// <summary>The 1-based number of a line of a block that was read. Reads the file from its start.</summary>
    /// <exception cref="LogFormatException">The file cannot be read any more.</exception>
    public long LineAt(int block, ReadOnlySpan<byte> buffer, int place)
    {
        // From the path, because this may be closed already.
        using var bytes = FileBytes.Open(_path);
        var end = FirstOf(block);
        var line = 1L + buffer[..place].Count((byte)'\n');
        var piece = new byte[Math.Min(end, BlockBytes)];
        for (var from = 0L; from < end; from += piece.Length)
        {
            var part = piece.AsSpan(0, (int)Math.Min(piece.Length, end - from));
            Fill(bytes, part, from);
            line += part.Count((byte)'\n');
        }

        return line;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    // One byte earlier: if that is a line feed, a line starts with the block.
    static long FirstOf(int block) => block == 0 ? 0 : ((long)block * BlockBytes) - 1;

    // False when the last line does not end in so many bytes.
    bool TryReadLines(int block, ref byte[] buffer, int limit, int wanted, out int start, out int end)
    {
        var from = FirstOf(block);
        wanted = (int)Math.Min(wanted, _bytes.Length - from);
        if (buffer.Length < wanted + Padding)
        {
            buffer = []; // or the old one would be held beside the new one
            buffer = GC.AllocateUninitializedArray<byte>(wanted + Padding + 1);
        }

        Fill(_bytes, buffer.AsSpan(0, wanted), from);
        if (_bytes.Break is { } e && from + wanted == _bytes.Length)
        {
            throw Broken(LineAt(block, buffer, wanted) - 1, e);
        }

        start = block > 0 ? buffer.AsSpan(0, wanted).IndexOf((byte)'\n') + 1 : buffer.AsSpan(0, wanted).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        end = 0;
        var lineFeed = buffer.AsSpan(limit - 1, wanted - limit + 1).IndexOf((byte)'\n');
        if (lineFeed >= 0)
        {
            end = start < limit ? limit + lineFeed : start;
            return true;
        }

        if (from + wanted < _bytes.Length)
        {
            return false;
        }

        buffer[wanted] = (byte)'\n';
        start = start == 0 && block > 0 ? wanted + 1 : start;
        end = wanted + 1;
        return true;
    }

    void Fill(FileBytes bytes, Span<byte> buffer, long from)
    {
        try
        {
            bytes.Fill(buffer, from);
        }
        catch (IOException e)
        {
            throw Broken(0, e);
        }
    }

    LogFormatException Broken(long line, Exception e) => new(_path, line, $"cannot be read on: {e.Message}", e);
}
