using TrainingDynamics.Dashboard;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Hub;

namespace TrainingDynamics.Cli;

/// <summary>
/// Turns a run's events into text: a line for every evaluated epoch, and a status that the next one replaces; before that a status of the
/// download of a model.
/// </summary>
/// <param name="line">Takes a line that stays.</param>
/// <param name="status">Takes the current status.</param>
/// <param name="interval">The least time between two statuses.</param>
/// <param name="clock">Measures the interval and the time left.</param>
sealed class ProgressLines(Action<string> line, Action<string> status, TimeSpan interval, TimeProvider clock)
    : IRunObserver, IPreparationObserver
{
    RunState _state = RunState.Empty;
    long? _lastStatus;

    public void On(RunEvent happened)
    {
        _state = _state.After(happened);
        if (happened is Evaluated evaluated && _state.Run is { } run)
        {
            line(EpochTable.Line(_state.Epochs.Single(epoch => epoch.Epoch == evaluated.Epoch), run.Epochs));
        }
        else if (happened is UpdateSkipped skipped)
        {
            Warn(Invariant($"step {skipped.Step} was skipped: {skipped.Reason}; its examples: {string.Join(", ", skipped.Guids)}"));
        }
        else if (happened is StepTaken or RecordingProgress && IsDue())
        {
            status(StatusLine.Of(_state, clock.GetUtcNow().UtcDateTime));
        }
    }

    public void Report(HubProgress value)
    {
        if (IsDue())
        {
            var total = value.Total is { } bytes ? $" of {Megabytes(bytes)}" : "";
            status($"downloading {value.FileName}: {Megabytes(value.Received)}{total}");
        }
    }

    public void Say(string text) => line(TerminalText.Of(text));

    public void Warn(string warning) => line($"note: {TerminalText.Of(warning)}");

    public void Loaded(LoadReport report)
    {
        var table = report.ToTable();
        if (table.Count > 0)
        {
            Warn("checkpoint and model do not agree everywhere; what is missing or of another shape starts from random");
            foreach (var row in table)
            {
                line(row);
            }
        }
    }

    bool IsDue()
    {
        if (_lastStatus is { } last && clock.GetElapsedTime(last) < interval)
        {
            return false;
        }

        _lastStatus = clock.GetTimestamp();
        return true;
    }

    static string Megabytes(long bytes) => Invariant($"{bytes / 1e6:F1} MB");
}
