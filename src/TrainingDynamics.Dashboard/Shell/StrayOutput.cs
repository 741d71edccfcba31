using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>
/// Keeps everything that is printed away from the screen: <see cref="Console"/> and the native standard error go through a pipe to the log panel
/// and a file. At the end all of it is printed on standard error, so that nothing is lost.
/// </summary>
sealed partial class StrayOutput : IDisposable
{
    const int KeptLines = 500;
    const int StandardError = 2;

    readonly Lock _lock = new();
    readonly string? _mirror;
    readonly TextWriter _out = Console.Out;
    readonly TextWriter _error = Console.Error;
    readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In);
    readonly StreamWriter _writer;
    readonly Thread _reader;
    readonly int _nativeError;
    bool _isDisposed;
    ImmutableArray<LogLine> _lines = [];
    (ImmutableArray<LogLine> Events, ImmutableArray<LogLine> Lines, ImmutableArray<LogLine> All) _merged = ([], [], []);

    /// <summary>
    /// Begins to listen; every line is also appended to the file <paramref name="mirror"/> once its folder exists; null: no file.
    /// </summary>
    public StrayOutput(string? mirror)
    {
        _mirror = mirror;
        var handle = _pipe.ClientSafePipeHandle;
        _writer = new StreamWriter(new AnonymousPipeClientStream(PipeDirection.Out, handle)) { AutoFlush = true };
        var writer = TextWriter.Synchronized(_writer);
        Console.SetOut(writer);
        Console.SetError(writer);
        _nativeError = Duplicate(StandardError);
        _ = Duplicate((int)handle.DangerousGetHandle(), StandardError);
        _reader = new Thread(Listen) { IsBackground = true, Name = "dashboard output" };
        _reader.Start();
    }

    /// <summary>The events with what was printed between them, by time; the same array while neither has more.</summary>
    public ImmutableArray<LogLine> Interleave(ImmutableArray<LogLine> events)
    {
        lock (_lock)
        {
            if (_lines.IsEmpty)
            {
                return events;
            }

            if (_merged.Events != events || _merged.Lines != _lines)
            {
                _merged = (events, _lines, [.. events.Concat(_lines).OrderBy(line => line.Time)]);
            }

            return _merged.All;
        }
    }

    /// <summary>Restores the streams and prints the captured lines on standard error.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Console.SetOut(_out);
        Console.SetError(_error);
        _ = Duplicate(_nativeError, StandardError);
        _writer.Dispose(); // the last writer, so that the reader meets the end
        _reader.Join(TimeSpan.FromSeconds(1));
        _pipe.Dispose();
        try
        {
            foreach (var line in _lines)
            {
                _error.WriteLine(line.Text);
            }
        }
        catch (IOException)
        {
            // The terminal has gone: there is nobody to tell.
        }
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int to);

    void Listen()
    {
        using var reader = new StreamReader(_pipe);
        while (reader.ReadLine() is { } text)
        {
            if (text.Length == 0)
            {
                continue;
            }

            lock (_lock)
            {
                _lines = (_lines.Length < KeptLines ? _lines : _lines.RemoveAt(0)).Add(new LogLine(DateTime.UtcNow, text));
            }

            if (_mirror is not null && Directory.Exists(Path.GetDirectoryName(_mirror)))
            {
                File.AppendAllText(_mirror, text + Environment.NewLine);
            }
        }
    }
}
