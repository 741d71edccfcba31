using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class StatusLineTests
{
    static readonly DateTime Start = new(2026, 1, 2, 3, 0, 0, DateTimeKind.Utc);

    static RunState State(params RunEvent[] events) => events.Aggregate(
        RunState.Empty.After(new RunStarted("sst2", "bert-tiny", "cpu", 5, 2105, 67349, 872, 10525) { Time = Start }),
        (state, happened) => state.After(happened with { Time = Start }));

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
}
