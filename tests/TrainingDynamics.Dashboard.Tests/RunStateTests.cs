using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class RunStateTests
{
    static readonly DateTime Start = new(2026, 1, 2, 3, 0, 0, DateTimeKind.Utc);

    // At the time of the event before, unless one says otherwise.
    static RunState Fold(params RunEvent[] events) => events.Aggregate(
        RunState.Empty, (state, happened) => state.After(happened is RunStarted ? happened : happened with { Time = state.LastSeen ?? Start }));

    static RunStarted Started => new("sst2", "bert-tiny", "cpu", 2, 100, 3200, 872, 200) { Time = Start };

    [Fact]
    public void Nothing_is_known_before_the_first_event()
    {
        Assert.Equal(RunPhase.Unknown, RunState.Empty.Phase);
        Assert.Equal(0, RunState.Empty.Progress);
        Assert.Null(RunState.Empty.TimeLeft(Start));
        var timeless = new RunStarted("t", "m", "cpu", 2, 10, 100, 10, 20) { Time = default };
        Assert.Null(RunState.Empty.After(timeless).After(new StepTaken(5, 0, 0.5, 0, 0, 9)).TimeLeft(Start));
    }

    [Fact]
    public void Half_a_training_pass_of_two_epochs_is_three_sixteenths_of_the_run()
    {
        var state = Fold(Started, new EpochStarted(0), new StepTaken(50, 0, 0.5, 1e-4, 1, 100));
        Assert.Equal(RunPhase.Training, state.Phase);
        Assert.Equal(0.75 * 0.5 / 2, state.Progress, 12);

        // 30 s for 3/16 of the work leave 30 · 13/3 = 130 s.
        Assert.Equal(130, state.TimeLeft(Start.AddSeconds(30))!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void A_resumed_run_is_as_fast_as_it_was_since_it_was_resumed()
    {
        var state = Fold(
            Started, new EpochStarted(0), new StepTaken(100, 0, 0.5, 0, 1, 100), new EpochFinished(0, 0.6, 0.7),
            Started with { Time = Start.AddHours(9) }, new EpochStarted(1), new StepTaken(150, 1, 0.5, 0, 1, 100));

        // 3/16 of the work in 30 s since then, 5/16 are left: 50 s.
        Assert.Equal(50, state.TimeLeft(Start.AddHours(9).AddSeconds(30))!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void Recording_counts_and_never_moves_the_bar_back()
    {
        RunEvent[] events =
        [
            Started, new EpochStarted(0), new StepTaken(1, 0, 0.7, 0, 1, 100), new StepTaken(100, 0, 0.5, 0, 1, 100),
            new RecordingProgress(0, 0, 3200), new RecordingProgress(0, 3200, 3200), new EpochFinished(0, 0.6, 0.7),
            new Evaluated(0, new Dictionary<string, double> { ["accuracy"] = 0.8 }),
            new EpochStarted(1), new StepTaken(101, 1, 0.4, 0, 1, 100), new RecordingProgress(1, 1600, 3200), new RunFinished(60),
        ];
        var progress = events.Aggregate(
            new List<(RunState State, double Progress)> { (RunState.Empty, 0) },
            (states, happened) =>
            {
                var next = states[^1].State.After(happened);
                states.Add((next, next.Progress));
                return states;
            });
        Assert.Equal(progress.Select(p => p.Progress).Order(), progress.Select(p => p.Progress));
        Assert.Equal(1, progress[^1].Progress);
        Assert.True(progress[^1].State.Ended);
    }

    [Fact]
    public void Epoch_results_come_together_from_two_events()
    {
        var state = Fold(
            Started, new EpochStarted(0), new EpochFinished(0, 0.6, 0.7),
            new Evaluated(0, new Dictionary<string, double> { ["accuracy"] = 0.8 }), new EpochStarted(1), new EpochFinished(1, 0.4, 0.9));
        Assert.Equal([0, 1], state.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(0.8, state.Epochs[0].DevMetrics!["accuracy"]);
        Assert.Equal(0.7, state.Epochs[0].TrainAccuracy);
        Assert.Null(state.Epochs[1].DevMetrics);
    }

    [Fact]
    public void A_failure_keeps_its_message_and_a_heartbeat_only_moves_the_clock()
    {
        var failed = Fold(Started, new RunFailed("disk full"));
        Assert.Equal((RunPhase.Failed, "disk full"), (failed.Phase, failed.Failure));
        var alive = Fold(Started).After(new Heartbeat { Time = Start.AddSeconds(10) });
        Assert.Equal(Start.AddSeconds(10), alive.LastSeen);
        Assert.Equal(RunPhase.Starting, alive.Phase);
        Assert.Equal(RunPhase.Interrupted, Fold(Started, new RunInterrupted(1)).Phase);
    }
}
