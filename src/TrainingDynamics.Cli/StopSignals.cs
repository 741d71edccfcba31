using System.Runtime.InteropServices;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Cli;

/// <summary>Turns the first Ctrl+C, SIGTERM or SIGHUP into a request to stop at the next batch; the second ends the process as usual.</summary>
sealed class StopSignals : IDisposable
{
    readonly string? _endsAtOnce;
    readonly CancellationTokenSource _stop = new();
    readonly PosixSignalRegistration[] _signals;

    /// <param name="endsAtOnce">
    /// Name of a verb that the first signal ends, because it may wait for input that never comes; null for other verbs.
    /// </param>
    public StopSignals(string? endsAtOnce = null)
    {
        _endsAtOnce = endsAtOnce;
        Token = _stop.Token;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            .. IsHangupIgnored() ? Array.Empty<PosixSignalRegistration>() : [PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle)],
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token { get; }

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        _stop.Dispose();
    }

    // nohup sets it so, and registering would undo that.
    static bool IsHangupIgnored()
    {
        const string Mask = "SigIgn:";
        const string Status = "/proc/self/status";
        return File.Exists(Status)
            && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Mask, StringComparison.Ordinal)) is { } ignored
            && (Convert.ToUInt64(ignored[Mask.Length..].Trim(), 16) & 1) != 0;
    }

    void Handle(PosixSignalContext context)
    {
        if (_endsAtOnce is not null)
        {
            context.Cancel = true;
            Console.Error.WriteLine($"{_endsAtOnce}: interrupted");
            WholeFile.RemoveUnfinished();
            Console.Out.Flush();
            TrainingControl.EndProcess((int)ExitCode.Interrupted);
        }

        if (!_stop.IsCancellationRequested)
        {
            context.Cancel = true;
            Console.Error.WriteLine("stopping at the next batch; press Ctrl+C again to end at once");
            _stop.Cancel();
        }
    }
}
