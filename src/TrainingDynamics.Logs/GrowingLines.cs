namespace TrainingDynamics.Logs;

/// <summary>The whole lines of a file that others append to; a line without its end is left for the next reader.</summary>
static class GrowingLines
{
    const int BlockBytes = 1 << 16;

    /// <summary>Takes a line, without its line feed; false: no more of them.</summary>
    public delegate bool Take(ReadOnlySpan<byte> line);

    /// <summary>Gives the lines from the stream's position on, block by block, because the events of weeks are gigabytes.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="longest">Bytes that a line may have.</param>
    /// <param name="take">Gets each line.</param>
    /// <param name="tooLong">What is thrown for a line that is longer.</param>
    public static void Read(FileStream stream, int longest, Take take, Func<Exception> tooLong)
    {
        var (buffer, held) = (new byte[BlockBytes], 0);
        while (stream.Read(buffer, held, buffer.Length - held) is > 0 and var read)
        {
            held += read;
            var rest = buffer.AsSpan(0, held);
            while (rest.IndexOf((byte)'\n') is >= 0 and var end)
            {
                if (!take(rest[..end]))
                {
                    return;
                }

                rest = rest[(end + 1)..];
            }

            held = rest.Length;
            rest.CopyTo(buffer);
            if (held == buffer.Length)
            {
                Array.Resize(ref buffer, held < longest ? 2 * held : throw tooLong());
            }
        }
    }
}
