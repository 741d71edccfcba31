namespace TrainingDynamics.Dashboard.Data;

static class EventLine
{
    /// <summary>Null for events that come too often to be lines.</summary>
    public static LogLine? Of(RunEvent happened)
    {
        var text = happened switch
        {
            RunStarted run => Invariant($"{run.Task} · {run.Model} begins: {run.Epochs} epochs, {run.TrainExamples:N0} examples"),
            EpochStarted epoch => $"epoch {epoch.Epoch + 1} begins",
            EpochFinished end when end.TrainAccuracy is { } accuracy =>
                Invariant($"epoch {end.Epoch + 1} trained: loss {end.TrainLoss:F4}, accuracy {accuracy:F4}"),
            EpochFinished end => Invariant($"epoch {end.Epoch + 1} trained: loss {end.TrainLoss:F4}"),
            Evaluated dev => $"epoch {dev.Epoch + 1} dev: {string.Join(", ", dev.Metrics.Select(metric => Invariant($"{metric.Key} {metric.Value:F4}")))}",
            Tested test => Invariant($"test: {test.Examples:N0} predicted")
                + string.Concat((test.Metrics ?? new Dictionary<string, double>()).Select(metric => Invariant($", {metric.Key} {metric.Value:F4}"))),
            CheckpointSaved saved => $"saved {saved.Path}",
            RunPaused => "paused",
            RunResumed resumed => $"goes on after {StatusLine.Duration(TimeSpan.FromSeconds(resumed.Seconds))}",
            RunFinished end => $"finished in {StatusLine.Duration(TimeSpan.FromSeconds(end.Seconds))}"
                + (end.StoppedEarly ? ", for no epoch had been better for long" : "")
                + (end.BestEpoch is { } best ? Invariant($"; the model is that of epoch {best + 1}") : ""),
            RunFailed failed => $"failed: {failed.Message}",
            RunInterrupted end => $"ended by the user, {end.EpochsKept} epochs kept",
            _ => null,
        };
        return text is null ? null : new LogLine(happened.Time, text);
    }
}
