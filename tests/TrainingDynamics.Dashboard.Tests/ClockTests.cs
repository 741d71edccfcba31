using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>The clock of the wall is set back by an hour in the middle of a run.</summary>
public sealed class ClockTests
{
    static readonly DateTime Start = new(2026, 1, 2, 3, 0, 0, DateTimeKind.Utc);

    // A hundred steps in 100 seconds; behind the fiftieth the clock is set back.
    static IEnumerable<RunEvent> Events(int last) =>
    [
        new RunStarted("sst2", "bert-tiny", "cpu", 1, 100, 3200, 872, 100) { Time = Start },
        new EpochStarted(0) { Time = Start },
        .. Enumerable.Range(1, last).Select(step => new StepTaken(step, 0, 0.5, 1e-4, 1, 32) { Time = TimeOf(step) }),
    ];

    static DateTime TimeOf(int second) => Start.AddSeconds(second > 50 ? second - 3600 : second);

    static Snapshot At(int step) => RecordedRun.Of(Events(step)) with { Now = TimeOf(step).AddSeconds(1) };

    [Fact]
    public void Time_left_and_time_passed_go_on_and_no_number_is_negative()
    {
        for (var step = 2; step <= 100; step++)
        {
            var snapshot = At(step);
            // As it would be without the hour, but for the second in which the clock was set back.
            var passed = step + 1 - (step > 50 ? 1 : 0);
            Assert.Equal(passed, snapshot.Run.ElapsedAt(snapshot.Now).TotalSeconds, 6);
            Assert.Equal(passed * (1 - snapshot.Run.Progress) / snapshot.Run.Progress, snapshot.Run.TimeLeft(snapshot.Now)!.Value.TotalSeconds, 3);
            Assert.DoesNotContain("-", StatusLine.Of(snapshot.Run, snapshot.Now), StringComparison.Ordinal);
            Assert.False(snapshot.IsStale);
            var screen = Screen.Draw(DashboardState.Begin(snapshot), 100, 30).ToText();
            Assert.Contains($"for {StatusLine.Duration(TimeSpan.FromSeconds(passed))}", screen, StringComparison.Ordinal);
            Assert.DoesNotContain("SILENT", screen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_ended_run_says_how_long_it_took()
    {
        RunEvent[] all = [.. Events(100), new RunFinished(100) { Time = TimeOf(101) }];
        foreach (var sparse in new[] { all, [.. all.Where(happened => happened is not StepTaken || happened.Time == TimeOf(50) || happened.Time == TimeOf(100))] })
        {
            var screen = Screen.Draw(DashboardState.Begin(RecordedRun.Of(sparse)), 100, 30).ToText();
            Assert.Contains(sparse == all ? "took 1 min 40 s" : "took 51 s", screen, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_clock_that_is_ahead_of_the_events_or_behind_them_says_nothing_absurd()
    {
        var run = At(40).Run;
        foreach (var now in new[] { Start.AddYears(-10), DateTime.MinValue, DateTime.MaxValue })
        {
            Assert.DoesNotContain("-", StatusLine.Of(run, now), StringComparison.Ordinal);
            Assert.DoesNotContain("-", StatusLine.Compact(run, now), StringComparison.Ordinal);
        }

        Assert.Equal(TimeSpan.FromSeconds(40), run.ElapsedAt(Start.AddYears(-10)));
    }

    [Fact]
    public void Playing_and_the_leaving_at_the_end_go_on_by_the_new_clock()
    {
        var snapshot = new MadeUpRun().Snapshot();
        var playing = DashboardState.Begin(snapshot, PageId.Map).Press(" ");
        Assert.Equal(1, playing.Choices.EpochsShown);
        Assert.Equal(2, playing.After(snapshot with { Now = snapshot.Now.AddHours(-1) }).Choices.EpochsShown);

        var live = RecordedRun.Until(happened => happened is StepTaken { Step: >= 700 }, new Settings(DashboardMode.Train));
        var ended = DashboardState.Begin(live).After(live with { Run = live.Run.After(new RunFinished(60) { Time = live.Now }) }).Served();
        var back = ended.After(ended.Snapshot with { Now = ended.Snapshot.Now.AddHours(-1) });
        Assert.Empty(back.Requests);
        Assert.Contains("else in 10 s", Screen.Draw(back, 100, 30).ToText(), StringComparison.Ordinal);
        Assert.Equal<Request>([new Request.Quit()], back.After(back.Snapshot with { Now = back.Snapshot.Now.AddSeconds(10) }).Requests);
    }

    [Fact]
    public void The_processors_are_measured_anew()
    {
        var run = RunState.Empty.After(new RunStarted("t", "m", "cpu", 2, 100, 3200, 872, 200) { Pid = Environment.ProcessId, Host = Environment.MachineName });
        var (watch, now) = (new CpuWatch(), Start);
        watch.Look(run, true, now);
        Assert.NotNull(watch.Look(run, true, now.AddSeconds(3)));
        Assert.Null(watch.Look(run, true, now.AddHours(-1)));
        Assert.InRange(watch.Look(run, true, now.AddHours(-1).AddSeconds(3))!.Cores, 0, 1e6);
    }
}
