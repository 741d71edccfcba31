using System.Text;
using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Pages.Examples;
using TrainingDynamics.Dashboard.Shell;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>What people do to a dashboard without meaning to, beside a run that writes.</summary>
public sealed class ViewerStressTests : IDisposable
{
    const int Viewers = 15;

    readonly string _run = Directory.CreateTempSubdirectory("td-stress-").FullName;
    readonly MadeUpRun _made = new(count: 200, epochs: 4);

    public ViewerStressTests() => Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");

    public void Dispose() => Directory.Delete(_run, recursive: true);

    // The events and logs of a run, a step or an epoch at a time.
    IEnumerable<bool> Written(int stepsPerEpoch)
    {
        var epochs = _made.Logits.Length;
        using var log = new EventLog(new RunFolder(_run).EventsPath);
        log.On(new RunStarted("made", "up", "cpu", epochs, stepsPerEpoch, _made.Guids.Length, 10, epochs * stepsPerEpoch));
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            log.On(new EpochStarted(epoch));
            for (var step = 1; step <= stepsPerEpoch; step++)
            {
                log.On(new StepTaken((epoch * stepsPerEpoch) + step, epoch, 0.5, 1e-4, 1, 100));
                yield return true;
            }

            _made.Write(_run, epoch);
            log.On(new EpochFinished(epoch, 0.5, 0.8));
            yield return true;
        }

        log.On(new RunFinished(1));
    }

    [Fact]
    public void A_storm_of_sizes_while_the_run_writes_leaves_every_frame_whole()
    {
        (int Width, int Height)[] sizes = [(1, 1), (120, 36), (2, 200), (500, 2), (39, 9), (40, 10), (60, 12), (80, 24), (300, 100), (1, 60), (99, 30), (100, 30)];
        Key[] keys = [Key.D1, Key.V, Key.D2, Key.D3, Key.D4, Key.PageDown, Key.Enter, Key.D5, Key.D6, new Key('?'), Key.Esc];
        using var writing = Written(stepsPerEpoch: 25).GetEnumerator();
        Assert.True(writing.MoveNext());
        using var feed = new RunFeed([_run], new Settings());
        using var app = Application.Create(new VirtualTimeProvider());
        app.Init(DriverRegistry.Names.ANSI);
        using var shell = new DashboardShell(app, feed, null, null);
        var token = app.Begin(shell.View)!;
        var now = DateTime.UtcNow;
        var changes = 0;
        while (writing.MoveNext())
        {
            feed.ReadOnce(now = now.AddSeconds(1));
            for (var i = 0; i < 2; i++)
            {
                var (width, height) = sizes[changes++ % sizes.Length];
                app.Driver!.SetScreenSize(width, height);
                shell.Tick(now);
                app.LayoutAndDraw();
                Assert.Equal(Screen.Draw(shell.State, width, height).ToText(), TextOf(app.Driver));
            }

            app.InjectKey(keys[changes / 2 % keys.Length]);
        }

        Assert.True(changes > 200, $"{changes} changes of size");
        app.Driver!.SetScreenSize(100, 30);
        feed.ReadOnce(now.AddSeconds(1));
        shell.Tick(now.AddSeconds(1));
        app.InjectKey(Key.Esc);
        app.InjectKey(Key.D1);
        app.LayoutAndDraw();
        Assert.Contains("4/4 finished", TextOf(app.Driver), StringComparison.Ordinal);
        app.End(token);
    }

    [Fact]
    public async Task Fifteen_viewers_agree_on_a_run_that_writes_and_mark_and_change_none_of_its_files()
    {
        using var writing = Written(stepsPerEpoch: 10).GetEnumerator();
        Assert.True(writing.MoveNext());
        var feeds = Enumerable.Range(0, Viewers).Select(_ => new RunFeed([_run], new Settings())).ToArray();
        try
        {
            using var isWritten = new ManualResetEventSlim();
            var watching = feeds.Select((feed, viewer) => Task.Factory.StartNew(
                () =>
                {
                    for (var isLast = false; ; isLast = isWritten.IsSet)
                    {
                        var snapshot = feed.ReadOnce(DateTime.UtcNow);
                        Assert.Null(snapshot.Trouble);
                        if (snapshot.Data is { } data && !snapshot.Marks.Contains(data.Guids[viewer]))
                        {
                            feed.Mark(_run, data.Guids[viewer], true);
                        }

                        if (isLast)
                        {
                            return;
                        }

                        Thread.Sleep(1);
                    }
                },
                TaskCreationOptions.LongRunning)).ToArray();
            while (writing.MoveNext())
            {
                await Task.Delay(1);
            }

            isWritten.Set();
            await Task.WhenAll(watching);

            using var alone = new RunFeed([_run], new Settings());
            var expected = alone.ReadOnce(DateTime.UtcNow);
            Assert.Equal(Viewers, expected.Marks.Count);
            foreach (var snapshot in feeds.Select(feed => feed.ReadOnce(DateTime.UtcNow)))
            {
                Assert.Equal((expected.Run.Phase, expected.Run.LastSeen, 4), (snapshot.Run.Phase, snapshot.Run.LastSeen, snapshot.Data!.Epochs.Length));
                Assert.Equal(expected.Data!.Metrics(4).Confidence, snapshot.Data.Metrics(4).Confidence);
                Assert.Equal(expected.Marks, snapshot.Marks);
            }

            // The same files, of the same bytes, as a run that nobody has watched.
            var folder = new RunFolder(_run);
            var files = Directory.EnumerateFiles(_run, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_run, path)).Order(StringComparer.Ordinal);
            Assert.Equal(["events.jsonl", "marks.jsonl", .. Enumerable.Range(0, 4).Select(epoch => Path.GetRelativePath(_run, folder.DynamicsPath(epoch)))], files);
            using var other = new TemporaryFolder();
            _made.Write(other.Path);
            Assert.All(Enumerable.Range(0, 4), epoch => Assert.Equal(File.ReadAllBytes(new RunFolder(other.Path).DynamicsPath(epoch)), File.ReadAllBytes(folder.DynamicsPath(epoch))));
        }
        finally
        {
            Array.ForEach(feeds, feed => feed.Dispose());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pasted_megabyte_reaches_no_action_on_any_page_and_in_no_box(bool trains)
    {
        Assert.All(Written(stepsPerEpoch: 2).Take(4), Assert.True);
        var control = new Control();
        using var feed = new RunFeed([_run], new Settings(trains ? DashboardMode.Train : DashboardMode.Watch));
        feed.ReadOnce(DateTime.UtcNow);
        using var app = Application.Create(new VirtualTimeProvider());
        app.Init(DriverRegistry.Names.ANSI);
        app.Driver!.SetScreenSize(100, 30);
        using var shell = new DashboardShell(app, feed, control, null);
        var token = app.Begin(shell.View)!;
        shell.Tick(DateTime.UtcNow);
        var lines = new StringBuilder();
        while (lines.Length < 1 << 20)
        {
            lines.Append("s\nstop\nepoch\npause\r\nq6m\u001b[A\u0003\tx");
        }

        foreach (var text in new[] { lines.ToString(), new string('s', 1 << 20), string.Concat(Enumerable.Repeat("映😀", 1 << 18)) })
        {
            foreach (var key in new[] { Key.D1, Key.D2, Key.D4, Key.D6, new Key('s'), new Key('?'), new Key('e') })
            {
                app.InjectKey(Key.Esc);
                app.InjectKey(Key.D1);
                app.InjectKey(key);
                var (page, popup) = (shell.State.Current, shell.State.Popup);
                app.RaisePasteEvent(text);
                Assert.Equal((page, popup), (shell.State.Current, shell.State.Popup));
            }

            app.InjectKey(Key.Esc);
            app.InjectKey(Key.D4);
            app.InjectKey(new Key('/'));
            app.RaisePasteEvent(text);
            Assert.InRange(((ExamplesPage)shell.State.Page).Typed!.Length, 1, 201);
            app.InjectKey(Key.Esc);
        }

        Assert.Empty(control.Asked);
        Assert.Empty(MarkJournal.Marked(new RunFolder(_run).MarksPath));
        Assert.False(shell.View.StopRequested);
        app.InjectKey(Key.D6);
        Assert.Equal(PageId.Runs, shell.State.Current);
        app.End(token);
    }

    static string TextOf(IDriver driver)
    {
        var rows = driver.ToString()!.ReplaceLineEndings("\n").Split('\n').Select(row => row.TrimEnd());
        return string.Join('\n', rows).TrimEnd('\n') + "\n";
    }

    sealed class Control : ITrainerControl
    {
        public List<string> Asked { get; } = [];

        public void Pause(bool on) => Asked.Add($"pause {on}");

        public void Stop(int stage) => Asked.Add($"stop {stage}");
    }
}
