using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Pages.Runs;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class RunFeedTests : IDisposable
{
    readonly string _root = Directory.CreateTempSubdirectory("td-feed-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    static string Recorded => File.ReadAllText(Path.Combine(GoldenScreen.Folder(), "Recorded", "demo.jsonl"));

    string Run(string name, string events)
    {
        var folder = new RunFolder(Path.Combine(_root, name));
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.EventsPath, events);
        return folder.Path;
    }

    [Fact]
    public void What_is_appended_is_folded_and_nothing_new_is_the_same_snapshot()
    {
        var lines = Recorded.Split('\n');
        var run = Run("sst2/a", string.Join('\n', lines[..40]) + "\n");
        using var feed = new RunFeed([run], new Settings());
        var first = feed.ReadOnce(RecordedRun.Start);
        Assert.Equal(RunPhase.Training, first.Run.Phase);
        Assert.Same(first, feed.ReadOnce(RecordedRun.Start.AddSeconds(1)));
        File.AppendAllText(new RunFolder(run).EventsPath, string.Join('\n', lines[40..]));
        Assert.Equal(RunPhase.Finished, feed.ReadOnce(RecordedRun.Start).Run.Phase);
    }

    [Fact]
    public void A_run_that_begins_anew_in_the_folder_forgets_the_old_one()
    {
        var run = Run("sst2/a", Recorded);
        using var feed = new RunFeed([run], new Settings());
        Assert.Equal(6, feed.ReadOnce(RecordedRun.Start).Run.Epochs.Length);
        File.WriteAllText(new RunFolder(run).EventsPath, Recorded.Split('\n')[0] + "\n");
        var again = feed.ReadOnce(RecordedRun.Start);
        Assert.Equal((RunPhase.Starting, 0, 0), (again.Run.Phase, again.Run.Epochs.Length, again.Curves.Loss.Points.Length));
    }

    [Fact]
    public void A_run_whose_files_are_links_is_followed_as_they_grow()
    {
        var lines = Recorded.Split('\n');
        var made = new MadeUpRun(count: 20, epochs: 2);
        var behind = new RunFolder(Run("store/a", string.Join('\n', lines[..40]) + "\n"));
        made.Write(behind.Path, 0);
        var run = new RunFolder(Path.Combine(_root, "run"));
        Directory.CreateDirectory(run.DynamicsFolder);
        File.CreateSymbolicLink(run.EventsPath, behind.EventsPath);
        File.CreateSymbolicLink(run.DynamicsPath(0), behind.DynamicsPath(0));
        using var feed = new RunFeed([run.Path], new Settings());
        Assert.Equal(RunPhase.Training, feed.ReadOnce(RecordedRun.Start).Run.Phase);

        File.AppendAllText(behind.EventsPath, string.Join('\n', lines[40..]));
        Assert.Equal((RunPhase.Finished, 6), (feed.ReadOnce(RecordedRun.Start).Run.Phase, feed.Latest.Run.Epochs.Length));
        var before = feed.Latest.Data!.Metrics(1).Confidence;
        Array.Reverse(made.Logits);
        made.Write(behind.Path, 0);
        Assert.NotEqual(before, feed.ReadOnce(RecordedRun.Start).Data!.Metrics(1).Confidence);
    }

    [Fact]
    public void A_folder_of_runs_lists_live_ones_first_and_shows_none()
    {
        Run("demo/old", Recorded);
        Run("sst2/live", string.Join('\n', Recorded.Split('\n')[..40]) + "\n");
        using var feed = new RunFeed([_root], new Settings());
        var snapshot = feed.ReadOnce(RecordedRun.Start.AddSeconds(25));
        Assert.Equal("", snapshot.Path);
        Assert.Equal(["sst2/live", "demo/old"], snapshot.Runs.Select(run => run.Name));
    }

    [Fact]
    public void Links_among_the_runs_are_not_followed_and_the_folder_itself_may_be_one()
    {
        Run("runs/demo/a", Recorded);
        Run("elsewhere/b", Recorded);
        Directory.CreateSymbolicLink(Path.Combine(_root, "runs", "up"), "..");
        Directory.CreateSymbolicLink(Path.Combine(_root, "runs", "demo", "b"), Path.Combine(_root, "elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "link"), "runs");
        using var feed = new RunFeed([Path.Combine(_root, "link")], new Settings());
        Assert.Equal(["demo/a"], feed.ReadOnce(RecordedRun.Start).Runs.Select(run => run.Name));
    }

    [Fact]
    public void A_mark_is_on_disk_when_the_key_returns_and_viewers_see_each_others()
    {
        var run = Run("sst2/a", Recorded);
        using var one = new RunFeed([run], new Settings());
        using var other = new RunFeed([run], new Settings());
        one.ReadOnce(RecordedRun.Start);
        other.ReadOnce(RecordedRun.Start);
        Assert.Equal(1, one.Mark(run, ExampleGuid.FromInteger(7), true));
        Assert.Equal([ExampleGuid.FromInteger(7)], one.Latest.Marks);
        Assert.Equal(2, other.Mark(run, ExampleGuid.FromText("a"), true));
        Assert.Equal(2, one.ReadOnce(RecordedRun.Start).Marks.Count);
        Assert.Equal(1, one.Mark(run, ExampleGuid.FromInteger(7), false));
        using var late = new RunFeed([run], new Settings());
        Assert.Equal([ExampleGuid.FromText("a")], late.ReadOnce(RecordedRun.Start).Marks);
    }

    [Fact]
    public void A_mark_that_cannot_be_kept_is_none_and_the_sentence_names_the_file()
    {
        var run = Run("sst2/a", Recorded);
        Directory.CreateDirectory(new RunFolder(run).MarksPath);
        using var feed = new RunFeed([run], new Settings());
        feed.ReadOnce(RecordedRun.Start);
        var failure = Assert.Throws<IOException>(() => feed.Mark(run, ExampleGuid.FromInteger(7), true));
        Assert.StartsWith($"the mark is not kept: {new RunFolder(run).MarksPath} cannot be written", failure.Message, StringComparison.Ordinal);
        Assert.Empty(feed.ReadOnce(RecordedRun.Start).Marks);
        Assert.Throws<IOException>(() => feed.Mark("another", ExampleGuid.FromInteger(7), true));
    }

    [Fact]
    public void Links_to_folders_list_no_run_twice_and_none_from_elsewhere()
    {
        Run("demo/old", Recorded);
        var elsewhere = Directory.CreateTempSubdirectory("td-elsewhere-").FullName;
        Directory.CreateDirectory(Path.Combine(elsewhere, "secret"));
        File.WriteAllText(new RunFolder(Path.Combine(elsewhere, "secret")).EventsPath, Recorded);
        Directory.CreateSymbolicLink(Path.Combine(_root, "demo", "up"), "..");
        Directory.CreateSymbolicLink(Path.Combine(_root, "x"), elsewhere);
        Directory.CreateSymbolicLink(Path.Combine(_root, "best"), Path.Combine(_root, "demo", "old"));
        Assert.Equal(["demo/old"], new RunScan([_root]).Look(RecordedRun.Start).Select(run => run.Name));

        // What somebody names is looked into, link or not.
        Assert.Equal(["secret"], new RunScan([Path.Combine(_root, "x")]).Look(RecordedRun.Start).Select(run => run.Name));
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public void A_training_finds_the_other_runs_of_its_folder_and_compares_but_does_not_leave_its_own()
    {
        var own = Run("demo/own", Recorded);
        var other = Run("demo/other", Recorded);
        using var feed = new RunFeed([own], new Settings(DashboardMode.Train), otherRuns: _root);
        var snapshot = feed.ReadOnce(RecordedRun.Start);
        Assert.Equal(["demo/other", "demo/own"], snapshot.Runs.Select(run => run.Name).Order());
        var state = DashboardState.Begin(snapshot, PageId.Runs);
        state = state with { Pages = state.Pages.Replace(state.Page, new RunsPage(other)) };
        Assert.Equal<Request>([new Request.CompareWith(other)], state.Press("c").Requests);
        Assert.Empty(state.Press("Enter").Requests);
        Assert.Contains($"td watch {other}", state.Press("Enter").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_runs_is_searched_and_ordered_by_the_keys()
    {
        var ended = RecordedRun.Whole().Run;
        var snapshot = new Snapshot { Runs = [new("/b", "sst2/b", ended), new("/a", "demo/a", RunState.Empty), new("/c", "sst2/c", ended with { Epoch = 1, Epochs = [] })] };
        RunsPage After(params string[] keys) => (RunsPage)keys.Aggregate(DashboardState.Begin(snapshot, PageId.Runs), (state, key) => state.Press(key)).Page;
        string[] Names(params string[] keys) => [.. After(keys).Listed(snapshot).Select(run => run.Name)];
        Assert.Equal(["sst2/b", "demo/a", "sst2/c"], Names());
        Assert.Equal(["demo/a", "sst2/b", "sst2/c"], Names("o"));
        Assert.Equal(["sst2/c", "sst2/b", "demo/a"], Names("o", "O"));
        Assert.Equal(["sst2/b", "sst2/c", "demo/a"], Names("o", "o", "o"));
        Assert.Equal(["sst2/b", "sst2/c"], Names("/", "S", "S", "T", "Enter"));
        Assert.Equal(3, Names("/", "S", "S", "Enter", "Esc").Length);
        Assert.Equal("/c", After("/", "s", "s", "t", "Enter", "CursorDown").Path);
    }

    [Fact]
    public void A_broken_line_is_told_and_does_not_end_the_viewer()
    {
        var run = Run("a/b", Recorded.Split('\n')[0] + "\n{\"type\":\"step\"}\n");
        using var feed = new RunFeed([run], new Settings());
        Assert.Contains("events.jsonl", feed.ReadOnce(RecordedRun.Start).Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trainer_of_this_machine_that_has_gone_makes_the_run_stale_at_once()
    {
        var started = new RunStarted("sst2", "bert-tiny", "cpu", 2, 100, 3200, 872, 200) { Pid = int.MaxValue, Host = Environment.MachineName };
        var (alive, memory) = TrainerProcess.Look(RunState.Empty.After(started));
        Assert.Equal((false, (long?)null), (alive!.Value, memory));
        Assert.True(new Snapshot { Run = RunState.Empty.After(started), TrainerAlive = alive, Now = started.Time }.IsStale);
        (alive, memory) = TrainerProcess.Look(RunState.Empty.After(started with { Pid = Environment.ProcessId }));
        Assert.True(alive);
        Assert.InRange(memory!.Value, 10_000_000, 10_000_000_000);
        Assert.Null(TrainerProcess.Look(RunState.Empty.After(started with { Host = "elsewhere" })).IsAlive);
    }

    [Fact]
    public void The_processors_that_a_training_keeps_busy_are_measured_over_seconds_and_shown()
    {
        var run = RunState.Empty.After(new RunStarted("sst2", "bert-tiny", "cpu", 2, 100, 3200, 872, 200) { Pid = Environment.ProcessId, Host = Environment.MachineName });
        var (watch, now) = (new CpuWatch(), RecordedRun.Start);
        Assert.Null(watch.Look(run, true, now));
        Assert.Null(watch.Look(run, true, now.AddSeconds(2)));
        var used = Environment.CpuUsage.TotalTime;
        SpinWait.SpinUntil(() => Environment.CpuUsage.TotalTime - used > TimeSpan.FromMilliseconds(60));
        var reading = watch.Look(run, true, now.AddSeconds(3));
        Assert.InRange(reading!.Cores, 0.02, 1e6);
        Assert.Same(reading, watch.Look(run, true, now.AddSeconds(4)));
        Assert.Null(watch.Look(run, false, now.AddSeconds(9)));

        var shown = Screen.Draw(DashboardState.Begin(RecordedRun.Whole() with { Cpu = new CpuReading(1.5, 2, 3.25) }), 80, 24).ToText();
        Assert.Contains("75 % · 1.5 of 2 cores · load 3.", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_the_gpu_program_is_read_and_a_power_that_is_not_told_is_left_out()
    {
        Assert.Equal((0, new GpuReading("NVIDIA H200", 0.87, 1024.0 * 1048576, 2048.0 * 1048576, 412.5)), GpuWatch.Parse("0, NVIDIA H200, 87, 1024, 2048, 412.50"));
        Assert.Null(GpuWatch.Parse("1, Some GPU, 3, 10, 20, [N/A]")!.Value.Reading.Watts);
        Assert.Null(GpuWatch.Parse("NVIDIA-SMI has failed because it could not communicate with the driver"));
    }
}
