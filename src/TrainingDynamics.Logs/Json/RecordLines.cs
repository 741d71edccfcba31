namespace TrainingDynamics.Logs;

/// <summary>The lines of a stream, one at a time. Memory: a buffer as long as the longest line.</summary>
/// <param name="stream">Closed with this.</param>
/// <param name="error">Makes the exception for a problem so many lines behind the last one given.</param>
sealed class RecordLines(Stream stream, Func<int, string, Exception?, LogFormatException> error) : IDisposable
{
    internal const int MaxLineBytes = 1 << 26;

    byte[] _buffer = new byte[1 << 18];
    int _start;
    int _end;
    bool _finished;

    /// <summary>The next line without its line feed, valid until the next call; false at the end of the stream.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_start, searched + found);
                _start += searched + found + 1;
                return true;
            }

            searched = _end - _start;
            if (_finished || !Fill())
            {
                line = _buffer.AsSpan(_start, _end - _start);
                _start = _end;
                return line.Length > 0;
            }
        }
    }

    public void Dispose() => stream.Dispose();

    bool Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxLineBytes)
            {
                throw error(1, $"longer than {MaxLineBytes >> 20} MiB; this is no dynamics file", null);
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        try
        {
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _finished = read == 0;
            return read > 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw error(0, $"cannot be read on: {e.Message}", e);
        }
    }
}
