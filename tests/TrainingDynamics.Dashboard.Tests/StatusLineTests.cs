using TrainingDynamics.Logs;
using Xunit;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class StatusLineTests
{
    static readonly DateTime Start = new(2026, 1, 2, 3, 0, 0, DateTimeKind.Utc);

    static RunState State(params RunEvent[] events) => events.Aggregate(
        RunState.Empty.After(new RunStarted("sst2", "bert-tiny", "cpu", 5, 2105, 67349, 872, 10525) { Time = Start }),
        (state, happened) => state.After(happened));

    [Fact]
    public void A_training_step_shows_epoch_step_loss_speed_and_time_left_in_80_columns()
    {
        var line = StatusLine.Of(
            State(new EpochStarted(0), new EpochStarted(1), new StepTaken(3210, 1, 0.31214, 1e-4, 1, 1240.4)), Start.AddSeconds(60));
        Assert.Equal("epoch 2/5 · step 3210/10525 · loss 0.3121 · 1,240 ex/s · 2 min 35 s left", line); // 60 s for (1 + 0.75 · 1105/2105)/5 of the work
        Assert.InRange(line.Length, 1, 76);
    }

    [Fact]
    public void A_recording_pass_shows_how_far_it_is() =>
        Assert.StartsWith(
            "epoch 1/5 · recording 1,600/67,349",
            StatusLine.Of(State(new EpochStarted(0), new RecordingProgress(0, 1600, 67349)), Start),
            StringComparison.Ordinal);

    [Fact]
    public void An_ended_run_says_how()
    {
        Assert.Equal("epoch 1/5 · failed: disk full", StatusLine.Of(State(new EpochStarted(0), new RunFailed("disk full")), Start));
        Assert.Equal("epoch 1/5 · finished", StatusLine.Of(State(new EpochStarted(0), new RunFinished(3)), Start));
    }

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(185, "3 min 5 s")]
    [InlineData(7625, "2 h 7 min")]
    public void Durations_read_as_people_say_them(double seconds, string expected) =>
        Assert.Equal(expected, StatusLine.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void An_epoch_line_has_what_is_known()
    {
        var state = State(new EpochStarted(0), new EpochFinished(0, 0.43214, 0.80116));
        Assert.Equal("epoch 1/5: train loss 0.4321 accuracy 0.8012", EpochTable.Line(state.Epochs[0], 5));
        var evaluated = state.After(new Evaluated(0, new Dictionary<string, double> { ["loss"] = 0.5, ["accuracy"] = 0.79 }));
        Assert.Equal(
            "epoch 1/5: train loss 0.4321 accuracy 0.8012, dev accuracy 0.7900 loss 0.5000",
            EpochTable.Line(evaluated.Epochs[0], 5));
    }

    [Fact]
    public void A_pipe_gets_a_line_per_epoch_and_a_status_now_and_then()
    {
        var lines = new List<string>();
        var statuses = new List<string>();
        var progress = new ProgressLines(lines.Add, statuses.Add, TimeSpan.FromHours(1), TimeProvider.System);
        progress.On(new RunStarted("sst2", "bert-tiny", "cpu", 2, 10, 320, 32, 20));
        for (var step = 1; step <= 10; step++)
        {
            progress.On(new StepTaken(step, 0, 0.5, 1e-4, 1, 100));
        }

        progress.On(new EpochFinished(0, 0.5, 0.75));
        progress.On(new Evaluated(0, new Dictionary<string, double> { ["accuracy"] = 0.5 }));
        Assert.Single(statuses);
        Assert.Equal(["epoch 1/2: train loss 0.5000 accuracy 0.7500, dev accuracy 0.5000"], lines);
    }
}
