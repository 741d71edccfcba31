using TrainingDynamics.Dashboard;
using TrainingDynamics.Dashboard.Data;

namespace TrainingDynamics.Cli;

/// <summary>The progress of a run as JSON; docs/json-output.md names the keys.</summary>
static class RunStateJson
{
    /// <summary>True where a run that has not ended has been silent for half a minute, or its process on this machine is gone.</summary>
    public static bool IsSilent(RunState state, DateTime now) => state.IsSilentAt(now) || (!state.Ended && HasGone(state));

    /// <summary>True where the process ran on this machine and is gone.</summary>
    public static bool HasGone(RunState state) => TrainerProcess.Look(state).IsAlive == false;

    public static string StateOf(RunState state, DateTime now) => IsSilent(state, now) ? "silent" : StatusLine.Phase(state);

    /// <summary>What is known of a run at a moment in UTC; null where it is not known yet.</summary>
    public static JsonObject Of(string path, RunState state, DateTime now)
    {
        var isLive = !state.Ended && !IsSilent(state, now);
        return new JsonObject
        {
            ["run"] = path,
            ["state"] = StateOf(state, now),
            ["task"] = state.Run?.Task,
            ["model"] = state.Run?.Model,
            ["device"] = state.Run?.Device,
            ["train_examples"] = state.Run?.TrainExamples,
            ["dev_examples"] = state.Run?.DevExamples,
            ["epoch"] = state.Epoch < 0 ? null : state.Epoch + 1,
            ["epochs_asked_for"] = state.Run?.Epochs,
            ["step"] = state.LastStep?.Step,
            ["steps"] = state.Run?.Steps,
            ["progress"] = JsonValues.Of(state.Progress),
            ["loss"] = JsonValues.Of(state.LastStep?.Loss),
            ["examples_per_second"] = isLive ? JsonValues.Of(state.LastStep?.ExamplesPerSecond) : null,
            ["seconds_left"] = isLive ? JsonValues.Of(state.TimeLeft(now)?.TotalSeconds) : null,
            ["started"] = JsonValues.Of(state.Run?.Time),
            ["last_seen"] = JsonValues.Of(state.LastSeen),
            ["failure"] = state.Failure,
            ["epochs"] = JsonValues.Each(state.Epochs, epoch => new JsonObject
            {
                ["epoch"] = epoch.Epoch + 1,
                ["train_loss"] = JsonValues.Of(epoch.TrainLoss),
                ["train_accuracy"] = JsonValues.Of(epoch.TrainAccuracy),
                ["dev"] = JsonValues.Named(epoch.DevMetrics),
            }),
            ["best"] = BestEpoch.Json(BestEpoch.Of(state.Epochs.Select(epoch => (epoch.Epoch, epoch.DevMetrics)))),
        };
    }
}
