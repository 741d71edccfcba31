namespace TrainingDynamics.Dashboard;

/// <summary>A run's state in one line of text, the same on a terminal, in a pipe and for <c>td status</c>.</summary>
public static class StatusLine
{
    /// <summary>Epoch, step, loss, examples per second and time left, as far as they are known.</summary>
    /// <param name="state">The folded events.</param>
    /// <param name="now">UTC.</param>
    /// <param name="isSilent">True: the process is probably gone, so neither speed nor time left is shown.</param>
    public static string Of(RunState state, DateTime now, bool isSilent = false)
    {
        var parts = new List<string>();
        if (state.Run is { } run && state.Epoch >= 0)
        {
            parts.Add(Invariant($"epoch {state.Epoch + 1}/{run.Epochs}"));
        }

        parts.Add(state.Phase switch
        {
            _ when state.IsPaused => "paused",
            RunPhase.Training when state.Run is { } started && state.LastStep is { } step =>
                Invariant($"step {step.Step}/{started.Steps}"),
            RunPhase.Recording when state.Recording is { } pass => Invariant($"recording {pass.Done:N0}/{pass.Total:N0}"),
            RunPhase.Failed => $"failed: {state.Failure}",
            var phase => phase.ToString().ToLowerInvariant(),
        });
        if (state.LastStep is { } last && !state.Ended)
        {
            parts.Add(Invariant($"loss {last.Loss:F4}"));
            if (!isSilent)
            {
                parts.Add(Invariant($"{last.ExamplesPerSecond:N0} ex/s"));
            }
        }

        if (!isSilent && state.TimeLeft(now) is { } left)
        {
            parts.Add($"{Duration(left)} left");
        }

        return string.Join(" · ", parts);
    }

    /// <summary>What the run is doing, in one word.</summary>
    public static string Phase(RunState state) =>
        state.IsPaused ? "paused" : state.Phase == RunPhase.Unknown ? "waiting" : state.Phase.ToString().ToLowerInvariant();

    /// <summary>The end of a run in one line: its name, its state and its number of epochs.</summary>
    public static string End(RunState state)
    {
        var name = state.Run is { } run ? $"{run.Task} {Path.GetFileName(run.Model.TrimEnd('/'))} " : "";
        var epochs = state.Epochs.Length == 1 ? "1 epoch" : Invariant($"{state.Epochs.Length} epochs");
        return state.Phase == RunPhase.Failed ? $"{name}failed: {state.Failure}" : $"{name}{Phase(state)}, {epochs}";
    }

    /// <summary>What fits into 30 cells: phase, epoch, share done and time left.</summary>
    /// <param name="state">The folded events.</param>
    /// <param name="now">UTC.</param>
    public static string Compact(RunState state, DateTime now)
    {
        var epoch = state.Run is { } run && state.Epoch >= 0 ? Invariant($" {state.Epoch + 1}/{run.Epochs}") : "";
        var left = state.TimeLeft(now) is { } time ? $" ~{Duration(time)}" : "";
        return Invariant($"{Phase(state)}{epoch} {100 * state.Progress:F0} %{left}");
    }

    /// <summary><c>42 s</c>, <c>3 min 5 s</c>, <c>2 h 7 min</c>.</summary>
    public static string Duration(TimeSpan span) => span.TotalSeconds switch
    {
        < 60 => Invariant($"{Math.Round(span.TotalSeconds):F0} s"),
        < 3600 => Invariant($"{(int)span.TotalMinutes} min {span.Seconds} s"),
        _ => Invariant($"{(int)span.TotalHours} h {span.Minutes} min"),
    };
}
