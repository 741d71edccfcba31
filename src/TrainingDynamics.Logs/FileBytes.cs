using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace TrainingDynamics.Logs;

/// <summary>The bytes of a file, unpacked if its name ends in .gz, in pieces that several threads may read at once.</summary>
abstract class FileBytes : IDisposable
{
    /// <summary>When the file was opened.</summary>
    public long Length { get; private protected init; }

    /// <summary>Why unpacking stopped at <see cref="Length"/> although the file goes on; null if it did not.</summary>
    public Exception? Break { get; private protected init; }

    /// <exception cref="LogFormatException">The file is missing, is no regular file, or cannot be opened.</exception>
    public static FileBytes Open(string path)
    {
        try
        {
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new UnpackedBytes(path) : new StoredBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new LogFormatException(path, 0, $"cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Reads as many bytes as the buffer takes.</summary>
    /// <exception cref="IOException">They cannot be read, or are no longer there.</exception>
    public abstract void Fill(Span<byte> buffer, long from);

    public abstract void Dispose();

    static EndOfStreamException Shorter() => new("the file became shorter while it was read");

    sealed class StoredBytes : FileBytes
    {
        readonly SafeFileHandle _handle;

        public StoredBytes(string path)
        {
            _handle = RegularFile.OpenHandle(path);
            try
            {
                Length = RandomAccess.GetLength(_handle);
            }
            catch
            {
                _handle.Dispose();
                throw;
            }
        }

        public override void Fill(Span<byte> buffer, long from)
        {
            while (!buffer.IsEmpty)
            {
                var read = RandomAccess.Read(_handle, buffer, from);
                if (read == 0)
                {
                    throw Shorter();
                }

                from += read;
                buffer = buffer[read..];
            }
        }

        public override void Dispose() => _handle.Dispose();
    }

    /// <summary>
    /// Unpacks the file once to know the length, and then again as it is read; starts over when a caller asks for bytes that
    /// lie too far back.
    /// </summary>
    sealed class UnpackedBytes : FileBytes
    {
        // Far more than lies between threads that read block after block.
        const int KeptBytes = 1 << 22;

        readonly string _path;
        readonly Lock _gate = new();
        GZipStream _stream;
        byte[] _kept = new byte[1 << 16]; // up to twice that, more where somebody wants more at once
        long _start; // of what is kept
        int _count;

        public UnpackedBytes(string path)
        {
            _path = path;
            _stream = OpenStream();
            try
            {
                while (_stream.Read(_kept) is > 0 and var read)
                {
                    Length += read;
                }
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                Break = e;
            }

            _stream.Dispose();
            _stream = OpenStream();
        }

        public override void Fill(Span<byte> buffer, long from)
        {
            lock (_gate)
            {
                if (from < _start)
                {
                    _stream.Dispose();
                    _stream = OpenStream();
                    (_start, _count) = (0, 0);
                }

                while (_start + _count < from + buffer.Length)
                {
                    Unpack(from, from + buffer.Length);
                }

                _kept.AsSpan((int)(from - _start), buffer.Length).CopyTo(buffer);
            }
        }

        public override void Dispose() => _stream.Dispose();

        GZipStream OpenStream() => new(RegularFile.Open(_path, 1 << 16), CompressionMode.Decompress);

        void Unpack(long wanted, long end)
        {
            if (_count == _kept.Length)
            {
                var dropped = _count < 2 * KeptBytes ? 0 : (int)Math.Min(_count - KeptBytes, wanted - _start);
                if (dropped > 0)
                {
                    System.Buffer.BlockCopy(_kept, dropped, _kept, 0, _count - dropped);
                    _start += dropped;
                    _count -= dropped;
                }
                else
                {
                    // For a line of many megabytes no more than is asked for.
                    Array.Resize(ref _kept, (int)Math.Min(2L * _kept.Length, Math.Max(2 * KeptBytes, end - _start)));
                }
            }

            int read;
            try
            {
                read = _stream.Read(_kept.AsSpan(_count));
            }
            catch (InvalidDataException e)
            {
                throw new IOException(e.Message, e);
            }

            _count += read > 0 ? read : throw Shorter();
        }
    }
}
