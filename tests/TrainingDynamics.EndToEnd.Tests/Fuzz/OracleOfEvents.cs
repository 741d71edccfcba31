using System.Text.Json;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Fuzz;

/// <summary>What a line of <c>events.jsonl</c> says, by System.Text.Json's document model.</summary>
static class OracleOfEvents
{
    /// <summary>Whether the line is of the event's type; if so, asserts that its numbers are the line's.</summary>
    public static bool IsOf(byte[] line, RunEvent happened)
    {
        using var json = JsonDocument.Parse(line);
        var fields = json.RootElement;
        if (!fields.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != NameOf(happened))
        {
            return false;
        }

        switch (happened)
        {
            case StepTaken step:
                Assert.Equal(
                    (Integer("step"), Integer("epoch"), Number("loss"), Number("learning_rate"), Number("gradient_norm"), Number("examples_per_second")),
                    (step.Step, step.Epoch, step.Loss, step.LearningRate, step.GradientNorm, step.ExamplesPerSecond));
                break;
            case RecordingProgress pass:
                Assert.Equal((Integer("epoch"), Integer("done"), Integer("total")), (pass.Epoch, pass.Done, pass.Total));
                break;
            case EpochFinished end:
                Assert.Equal((Integer("epoch"), Number("train_loss")), (end.Epoch, end.TrainLoss));
                break;
            case Evaluated dev:
                Assert.Equal(Integer("epoch"), dev.Epoch);
                Assert.All(dev.Metrics, metric => Assert.Equal(fields.GetProperty("metrics").GetProperty(metric.Key).GetDouble(), metric.Value));
                break;
            case RunFinished finished:
                Assert.Equal(Number("seconds"), finished.Seconds);
                break;
        }

        return true;

        int Integer(string name) => fields.GetProperty(name).GetInt32();

        double Number(string name) => fields.GetProperty(name).GetDouble();
    }

    static string NameOf(RunEvent happened) => happened switch
    {
        RunStarted => "run_started",
        EpochStarted => "epoch_started",
        StepTaken => "step",
        UpdateSkipped => "update_left_out",
        RecordingProgress => "recording",
        EpochFinished => "epoch_finished",
        Evaluated => "evaluated",
        Tested => "tested",
        CheckpointSaved => "checkpoint_saved",
        Heartbeat => "heartbeat",
        RunPaused => "run_paused",
        RunResumed => "run_resumed",
        RunFinished => "run_finished",
        RunFailed => "run_failed",
        _ => "run_interrupted",
    };
}
