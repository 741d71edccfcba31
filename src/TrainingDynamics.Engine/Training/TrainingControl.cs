using System.Diagnostics;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Lets other threads pause, continue and end a training; the training asks it before every update and after every epoch. A run
/// also obeys the control file in its folder.
/// </summary>
public sealed class TrainingControl : IDisposable
{
    static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(0.5);

    readonly CancellationTokenSource _stop;
    readonly ManualResetEventSlim _open = new(initialState: true);
    Timer? _looks;
    FileStatus _seen;
    int _isLooking;
    volatile bool _endsAfterEpoch;

    /// <summary>Lets the training go.</summary>
    /// <param name="stop">Ends it at the next batch, as <see cref="Stop"/> does.</param>
    public TrainingControl(CancellationToken stop = default) => _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);

    /// <summary>Cancelled when the training is to end where it is.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Waits before the next update until <see cref="GoOn"/>; the end of the run can still be asked for.</summary>
    public void Pause() => _open.Reset();

    /// <summary>Ends a pause.</summary>
    public void GoOn() => _open.Set();

    /// <summary>Ends the training after the epoch in progress, which is recorded, evaluated and saved; ends a pause too.</summary>
    public void StopAfterEpoch()
    {
        _endsAfterEpoch = true;
        GoOn();
    }

    /// <summary>Ends the training at the next batch.</summary>
    public void Stop()
    {
        _stop.Cancel();
        GoOn();
    }

    /// <summary>
    /// Ends this process at once. An orderly exit would unload torch under a thread that computes with it, which may crash.
    /// </summary>
    public static void EndProcess(int exitCode) => Rendezvous.EndProcess(exitCode);

    /// <summary>
    /// Obeys the words that others write into the file, from now on, the same word again too; an older word is removed.
    /// </summary>
    /// <exception cref="IOException">The older file cannot be removed.</exception>
    public void Follow(string controlPath)
    {
        File.Delete(controlPath);
        _looks?.Dispose();
        _looks = new Timer(_ => Look(controlPath), null, LookInterval, LookInterval);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _looks?.Dispose();
        _open.Dispose();
        _stop.Dispose();
    }

    /// <summary>Whether the training waits before its next update.</summary>
    internal bool IsPaused => !_open.IsSet;

    /// <summary>Returns at once, or after a pause of which the observer is told; a request to end ends the pause too.</summary>
    internal void WaitWhilePaused(IRunObserver observer)
    {
        if (_open.IsSet || Token.IsCancellationRequested)
        {
            return;
        }

        var clock = Stopwatch.StartNew();
        observer.On(new RunPaused());
        WaitHandle.WaitAny([_open.WaitHandle, Token.WaitHandle]);
        observer.On(new RunResumed(clock.Elapsed.TotalSeconds));
    }

    /// <summary>Called when an epoch is saved and another one would follow; cancels the token if it must not.</summary>
    internal void EndEpoch()
    {
        if (_endsAfterEpoch)
        {
            _stop.Cancel();
        }
    }

    /// <summary>Reads the control file where it was written since the last look.</summary>
    internal void Look(string path)
    {
        // The next look comes by the clock, whether or not a slow disk has answered this one.
        if (Interlocked.Exchange(ref _isLooking, 1) == 1)
        {
            return;
        }

        var found = FileStatus.Of(path);
        if (found != _seen)
        {
            _seen = found;
            Obey(ControlFile.Read(path));
        }

        Volatile.Write(ref _isLooking, 0);
    }

    void Obey(ControlWord? word)
    {
        switch (word)
        {
            case ControlWord.Pause:
                Pause();
                break;
            case ControlWord.GoOn:
                GoOn();
                break;
            case ControlWord.StopAfterEpoch:
                StopAfterEpoch();
                break;
            case ControlWord.Stop:
                Stop();
                break;
        }
    }
}
