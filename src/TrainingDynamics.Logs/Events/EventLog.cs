namespace TrainingDynamics.Logs;

/// <summary>
/// Appends events to <c>events.jsonl</c>, each line with one write, so that a reader never sees half a line for long.
/// Steps and recording progress are thinned to ten a second; after ten silent seconds a heartbeat is written.
/// </summary>
public sealed class EventLog : IRunObserver, IDisposable
{
    static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(0.1);
    static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);

    readonly Lock _lock = new();
    readonly FileStream _stream;
    readonly TimeProvider _clock;
    readonly ITimer _heartbeat;
    long _lastThinned;
    long _lastWritten;
    bool _disposed;

    /// <summary>Opens the file for appending, creating it and its folder when missing.</summary>
    /// <param name="path">The file, from <see cref="RunFolder.EventsPath"/>.</param>
    /// <param name="clock">Decides about thinning and heartbeats; the system's when null.</param>
    /// <exception cref="IOException">The file cannot be created or is opened for writing elsewhere.</exception>
    public EventLog(string path, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1);
        _lastThinned = _clock.GetTimestamp() - _clock.TimestampFrequency;
        _lastWritten = _clock.GetTimestamp();
        _heartbeat = _clock.CreateTimer(_ => BeatIfSilent(), null, HeartbeatInterval, HeartbeatInterval);
    }

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        lock (_lock)
        {
            if (happened is StepTaken || (happened is RecordingProgress progress && progress.Done < progress.Total))
            {
                if (_clock.GetElapsedTime(_lastThinned) < MinInterval)
                {
                    return;
                }

                _lastThinned = _clock.GetTimestamp();
            }

            Write(happened);
        }
    }

    /// <summary>Stops the heartbeat and closes the file; a second call does nothing.</summary>
    public void Dispose()
    {
        _heartbeat.Dispose();
        lock (_lock)
        {
            _disposed = true;
            _stream.Dispose();
        }
    }

    void BeatIfSilent()
    {
        lock (_lock)
        {
            if (_disposed || _clock.GetElapsedTime(_lastWritten) < HeartbeatInterval)
            {
                return;
            }

            try
            {
                Write(new Heartbeat { Time = _clock.GetUtcNow().UtcDateTime });
            }
            catch (IOException)
            {
                // The training thread meets the same full disk at its next event and reports it; a timer cannot.
            }
        }
    }

    void Write(RunEvent happened)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(happened, LogJson.Compact.RunEvent);
        Array.Resize(ref line, line.Length + 1);
        line[^1] = (byte)'\n';
        var end = _stream.Position;
        try
        {
            _stream.Write(line);
        }
        catch (IOException)
        {
            // A disk that fills up takes a part of the line; the next one, once there is room, must not join it.
            _stream.SetLength(end);
            throw;
        }

        _lastWritten = _clock.GetTimestamp();
    }
}
