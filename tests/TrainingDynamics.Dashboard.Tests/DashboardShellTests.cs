using Terminal.Gui.App;
using Terminal.Gui.Drivers;
using Terminal.Gui.Input;
using Terminal.Gui.Testing;
using Terminal.Gui.Time;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Shell;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

/// <summary>The shell on a terminal that exists in memory alone.</summary>
public sealed class DashboardShellTests : IDisposable
{
    readonly string _run = Directory.CreateTempSubdirectory("td-shell-").FullName;
    readonly RunFeed _feed;
    readonly IApplication _app;
    readonly DashboardShell _shell;
    readonly SessionToken _token;

    public DashboardShellTests()
    {
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        File.Copy(Path.Combine(GoldenScreen.Folder(), "Recorded", "demo.jsonl"), new RunFolder(_run).EventsPath);
        _feed = new RunFeed([_run], new Settings());
        _feed.ReadOnce(RecordedRun.Start.AddHours(1));
        _app = Application.Create(new VirtualTimeProvider());
        _app.Init(DriverRegistry.Names.ANSI);
        _app.Driver!.SetScreenSize(100, 30);
        _shell = new DashboardShell(_app, _feed, null, null);
        _token = _app.Begin(_shell.View)!;
        _shell.Tick(RecordedRun.Start.AddHours(1));
        _app.LayoutAndDraw();
    }

    string Shown
    {
        get
        {
            _app.LayoutAndDraw();
            var rows = _app.Driver!.ToString()!.ReplaceLineEndings("\n").Split('\n').Select(row => row.TrimEnd());
            return string.Join('\n', rows).TrimEnd('\n') + "\n";
        }
    }

    string Expected => Screen.Draw(_shell.State, _app.Screen.Width, _app.Screen.Height).ToText();

    public void Dispose()
    {
        _app.End(_token);
        _shell.Dispose();
        _app.Dispose();
        _feed.Dispose();
        Directory.Delete(_run, recursive: true);
    }

    [Fact]
    public void The_terminal_shows_the_canvas()
    {
        Assert.Contains("demo · bert-tiny", Shown, StringComparison.Ordinal);
        Assert.Equal(Expected, Shown);
    }

    [Fact]
    public void Keys_turn_pages_open_the_help_and_leave()
    {
        _app.InjectKey(Key.D6);
        Assert.Equal(PageId.Runs, _shell.State.Current);
        Assert.Equal(Expected, Shown);
        _app.InjectKey(new Key('?'));
        Assert.Contains("keys", Shown, StringComparison.Ordinal);
        Assert.Equal(Expected, Shown);
        _app.InjectKey(Key.Esc);
        Assert.Null(_shell.State.Popup);
        Assert.Equal(Expected, Shown);
        _app.InjectKey(Key.Q);
        Assert.True(_shell.View.StopRequested);
    }

    [Theory]
    [InlineData(40, 12)]
    [InlineData(200, 60)]
    [InlineData(20, 3)]
    public void Another_size_is_drawn_whole(int width, int height)
    {
        _app.Driver!.SetScreenSize(width, height);
        Assert.Equal(Expected, Shown);
    }

    [Fact]
    public void A_mark_stands_in_the_journal_and_on_the_screen_when_its_key_has_been_pressed()
    {
        var made = new MadeUpRun(count: 20, epochs: 2);
        made.Write(_run);
        _feed.ReadOnce(RecordedRun.Start.AddHours(1));
        _shell.Tick(RecordedRun.Start.AddHours(1));
        _app.InjectKey(Key.D4);
        _app.InjectKey(Key.CursorDown);
        _app.InjectKey(Key.M);
        var marked = Assert.Single(MarkJournal.Marked(new RunFolder(_run).MarksPath));
        Assert.Equal([marked], _shell.State.Snapshot.Marks);
        Assert.Contains("1 marked, kept in", Shown, StringComparison.Ordinal);
        _app.InjectKey(Key.CursorUp);
        Assert.Contains("● 1 marked", Shown, StringComparison.Ordinal);
        Assert.Equal(Expected, Shown);
    }

    [Fact]
    public void A_paste_reaches_no_key_but_a_search_that_is_being_typed()
    {
        _app.RaisePasteEvent("6qxsstop\n");
        Assert.Equal((PageId.Run, false), (_shell.State.Current, _shell.View.StopRequested));
        _app.InjectKey(Key.D4);
        _app.InjectKey(new Key('/'));
        _app.RaisePasteEvent("a dull\nfilm\u001b[2J");
        Assert.Equal("a dull", ((Pages.Examples.ExamplesPage)_shell.State.Page).Typed);
    }

    [Fact]
    public void A_frame_that_says_the_same_sends_nothing()
    {
        _ = Shown;
        foreach (var cell in _app.Driver!.Contents!)
        {
            Assert.False(cell.IsDirty && cell.Grapheme != " ");
        }

        _shell.Tick(RecordedRun.Start.AddHours(2));
        Assert.False(_shell.View.NeedsDraw);
    }

    [Fact]
    public void Names_of_keys_are_those_of_the_table()
    {
        (Key Key, string Name)[] keys =
        [
            (Key.C.WithCtrl, "Ctrl+C"), (Key.L.WithCtrl, "Ctrl+L"), (Key.Tab, "Tab"), (Key.Tab.WithShift, "Shift+Tab"), (Key.Space, " "),
            (Key.Enter, "Enter"), (Key.Esc, "Esc"), (Key.A, "a"), (Key.A.WithShift, "A"), (new Key('<'), "<"), (new Key('/'), "/"), (new Key('é'), "é"),
            (Key.D.WithCtrl, "Ctrl+D"), (Key.U.WithCtrl, "Ctrl+U"), (Key.R.WithCtrl, "Ctrl+R"), (Key.CursorUp, "CursorUp"), (Key.PageDown, "PageDown"), (Key.Backspace, "Backspace"),
        ];
        Assert.All(keys, key => Assert.Equal(key.Name, KeyNames.Of(key.Key)));
        Assert.Null(KeyNames.Of(Key.X.WithAlt));
    }

    [Fact]
    public void A_click_of_the_terminals_mouse_reaches_the_page_and_the_end_of_a_drag_is_none()
    {
        void Mouse(MouseFlags flags, int x, int y) => _app.InjectMouse(new Mouse { Flags = flags, ScreenPosition = new(x, y), Timestamp = DateTime.Now });
        var tab = Shown.Split('\n')[0].IndexOf("3 Histograms", StringComparison.Ordinal);
        Mouse(MouseFlags.LeftButtonPressed, 30, 10);
        Mouse(MouseFlags.LeftButtonPressed | MouseFlags.PositionReport, tab, 0);
        Mouse(MouseFlags.LeftButtonReleased, tab, 0);
        Assert.Equal(PageId.Run, _shell.State.Current);
        Mouse(MouseFlags.LeftButtonPressed, tab, 0);
        Mouse(MouseFlags.LeftButtonReleased, tab, 0);
        Assert.Equal(PageId.Histograms, _shell.State.Current);
        Assert.Equal(Expected, Shown);
    }

    [Fact]
    public void Only_the_left_button_and_the_wheel_mean_something()
    {
        (MouseFlags Flags, MouseKind? Kind)[] all =
        [
            (MouseFlags.LeftButtonPressed, MouseKind.Press), (MouseFlags.LeftButtonPressed | MouseFlags.PositionReport, MouseKind.Drag),
            (MouseFlags.LeftButtonReleased, MouseKind.Release), (MouseFlags.LeftButtonClicked, MouseKind.Click),
            (MouseFlags.LeftButtonDoubleClicked, MouseKind.DoubleClick), (MouseFlags.WheeledUp, MouseKind.WheelUp), (MouseFlags.WheeledDown, MouseKind.WheelDown),
            (MouseFlags.RightButtonPressed, null), (MouseFlags.MiddleButtonClicked, null), (MouseFlags.PositionReport, null),
        ];
        Assert.All(all, one => Assert.Equal(one.Kind, MouseKinds.Of(one.Flags)));
    }

    [Fact]
    public void Without_colour_no_attribute_has_one()
    {
        var palette = Palette.For(new Settings(Color: false));
        Assert.All(Enum.GetValues<Drawing.Ink>(), ink => Assert.Equal(
            (Terminal.Gui.Drawing.Color.None, Terminal.Gui.Drawing.Color.None), (palette[ink].Foreground, palette[ink].Background)));
    }
}
