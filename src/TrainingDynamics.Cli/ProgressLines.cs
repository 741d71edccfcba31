using TrainingDynamics.Dashboard;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Cli;

/// <summary>
/// Turns a run's events into text: a line that stays for every evaluated epoch, and a status that the next one replaces.
/// </summary>
/// <param name="line">Takes a line that stays.</param>
/// <param name="status">Takes the current status.</param>
/// <param name="interval">The least time between two statuses.</param>
/// <param name="clock">Decides about the interval and the time left.</param>
sealed class ProgressLines(Action<string> line, Action<string> status, TimeSpan interval, TimeProvider clock) : IRunObserver
{
    RunState _state = RunState.Empty;
    long? _lastStatus;

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        _state = _state.After(happened);
        if (happened is Evaluated evaluated && _state.Run is { } run)
        {
            line(EpochTable.Line(_state.Epochs.Single(epoch => epoch.Epoch == evaluated.Epoch), run.Epochs));
        }
        else if (happened is StepTaken or RecordingProgress
            && (_lastStatus is not { } last || clock.GetElapsedTime(last) >= interval))
        {
            _lastStatus = clock.GetTimestamp();
            status(StatusLine.Of(_state, clock.GetUtcNow().UtcDateTime));
        }
    }
}
