using System.Collections.Concurrent;
using System.Diagnostics;
using System.Drawing;
using Terminal.Gui.App;
using Terminal.Gui.Input;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>The dashboard on a terminal: keys in, canvases out, both on one thread; it neither reads files nor waits.</summary>
sealed class DashboardShell : IDisposable
{
    // The library looks for input so often, and every look costs: often while somebody types, seldom while nobody does.
    const ushort LooksPerSecondTyping = 50;
    const ushort LooksPerSecondIdle = 30;
    static readonly TimeSpan Typing = TimeSpan.FromSeconds(3);

    // Somebody waits for the first frames, so they do not wait for a turn of the redraws.
    static readonly TimeSpan OpeningInterval = TimeSpan.FromMilliseconds(40);

    // Long enough to be seen, short enough not to be waited for.
    static readonly TimeSpan Blink = TimeSpan.FromMilliseconds(150);

    readonly IApplication _app;
    readonly RunFeed _feed;
    readonly Worker _worker;
    readonly CanvasView _view;
    readonly ConcurrentQueue<string> _messages = new();
    readonly bool _lightAsked;
    Snapshot _taken;
    Canvas _frame = new(0, 0);
    Point _pressed;
    long _lastKey;
    bool _isLight;
    DashboardState _state;

    /// <summary>Make, run and dispose of it on one thread.</summary>
    /// <param name="app">Initialised; its owner disposes of it.</param>
    /// <param name="feed">Gives the snapshots.</param>
    /// <param name="control">Pauses and ends the training; null: read-only.</param>
    /// <param name="page">The first page; null: as fits the snapshot.</param>
    public DashboardShell(IApplication app, RunFeed feed, ITrainerControl? control, PageId? page)
    {
        (_app, _feed, _taken) = (app, feed, feed.Latest);
        _lightAsked = _isLight = feed.Latest.Settings.Light;
        _state = DashboardState.Begin(feed.Latest with { Now = DateTime.UtcNow }, page);
        _worker = new Worker(feed, control, _messages.Enqueue);
        _view = new CanvasView(Palette.For(feed.Latest.Settings));
        app.Keyboard.KeyBindings.Clear(); // Esc would end the program, Tab would move the focus: the key table alone decides
        app.Keyboard.KeyDown += OnKey;
        app.Paste += OnPaste;
        app.Mouse.MouseEvent += OnMouse;
        app.ScreenChanged += (_, _) =>
        {
            Redraw();
            _view.SetNeedsDraw();
        };
        Redraw();
    }

    public DashboardState State => _state;

    public bool IsAborted { get; private set; }

    public CanvasView View => _view;

    public void Dispose() => _view.Dispose();

    /// <summary>Runs until the user leaves or <see cref="Leave"/> is called.</summary>
    public void Run()
    {
        _lastKey = Stopwatch.GetTimestamp();
        _app.AddTimeout(OpeningInterval, () =>
        {
            Tick(DateTime.UtcNow);
            return (_state.Snapshot.Data is null || _state.Snapshot.IsReading) && Stopwatch.GetElapsedTime(_lastKey) < Typing;
        });
        _app.AddTimeout(TimeSpan.FromSeconds(1 / _state.Snapshot.Settings.FramesPerSecond), () =>
        {
            Tick(DateTime.UtcNow);
            return true;
        });
        _app.Run(_view);
    }

    /// <summary>Ends <see cref="Run"/>, from any thread.</summary>
    public void Leave() => _app.Invoke(() => _app.RequestStop(_view));

    /// <summary>Takes what is new and draws if there is anything: a finished run that nobody touches costs nothing.</summary>
    public void Tick(DateTime now)
    {
        Application.MaximumIterationsPerSecond = Stopwatch.GetElapsedTime(_lastKey) < Typing ? LooksPerSecondTyping : LooksPerSecondIdle;
        var latest = _feed.Latest;
        var isNew = latest != _taken || (_state.Choices.IsPlaying && now != _state.Snapshot.Now);
        var isLater = (!latest.Run.Ended || _state.LeavesAt is not null) && (now - _state.Snapshot.Now).Duration().TotalSeconds >= 1; // also after a clock was set back
        if (isNew || isLater)
        {
            _taken = latest;
            _state = _state.After(latest with { Now = now });
        }

        if (Hear() || isNew || isLater || LooksLighter())
        {
            Serve();
        }
    }

    // What the worker has said since.
    bool Hear()
    {
        var isSaid = false;
        while (_messages.TryDequeue(out var message))
        {
            (_state, isSaid) = (_state with { Message = message }, true);
        }

        return isSaid;
    }

    // The terminal answers the question for its background some time after the start.
    bool LooksLighter()
    {
        var isLight = _lightAsked || (_app.Driver?.DefaultAttribute is { } colors && colors.Background.A > 0 && !colors.Background.IsDarkColor());
        if (isLight == _isLight)
        {
            return false;
        }

        _isLight = isLight;
        _view.Palette = Palette.For(_state.Snapshot.Settings with { Light = isLight });
        _view.SetNeedsDraw();
        return true;
    }

    void OnKey(object? sender, Key key)
    {
        key.Handled = true;
        _lastKey = Stopwatch.GetTimestamp();
        if (KeyNames.Of(key) is { } name)
        {
            _state = _state.Press(name);
            Serve();
        }
        else
        {
            _state = _state.Blinked();
        }

        if (_state.IsBlinking)
        {
            BlinkOnce();
        }
    }

    void BlinkOnce()
    {
        _state = _state.Blinked();
        Redraw();
        _app.AddTimeout(Blink, () =>
        {
            _state = _state with { IsBlinking = false };
            Redraw();
            return false;
        });
    }

    // What is pasted is no key: it goes into a line that is being typed on a page, its first line alone, and nowhere else.
    void OnPaste(object? sender, PasteEventArgs paste)
    {
        paste.Handled = true;
        if (_state is { Popup: null, Page.IsTyping: true })
        {
            foreach (var letter in paste.Text.ReplaceLineEndings("\n").Split('\n', 2)[0].EnumerateRunes().Take(Pages.Typing.Longest))
            {
                _state = _state.Press(letter.ToString());
            }
        }
        else
        {
            BlinkOnce();
        }

        Redraw();
    }

    void OnMouse(object? sender, Mouse mouse)
    {
        mouse.Handled = true;
        _lastKey = Stopwatch.GetTimestamp();
        if (MouseKinds.Of(mouse.Flags) is { } kind)
        {
            _pressed = kind == MouseKind.Press ? mouse.ScreenPosition : _pressed;
            var act = new MouseAct(kind, mouse.ScreenPosition.X, mouse.ScreenPosition.Y);
            // The library takes the end of a drag for a click.
            if (!act.IsClick || mouse.ScreenPosition == _pressed)
            {
                _state = _state.Point(act, _frame);
                Serve();
            }
        }
    }

    // Does what the state asks for, and shows it.
    void Serve()
    {
        while (_state.Requests is { IsEmpty: false } requests)
        {
            _state = _state.Served();
            foreach (var request in requests)
            {
                Serve(request);
            }
        }

        Redraw();
    }

    void Serve(Request request)
    {
        switch (request)
        {
            case Request.Copy copy:
                var (sequence, isWhole) = TerminalModes.Copy(copy.Text);
                _app.Driver?.WriteRaw(sequence);
                _state = _state with { Message = isWhole ? $"gave the terminal {copy.What} to copy" : $"gave the terminal the beginning of {copy.What} to copy; all is too long" };
                break;
            case Request.Announce announce:
                _app.Driver?.WriteRaw(TerminalModes.Announce(announce.Text));
                break;
            case Request.Quit:
                _app.RequestStop(_view);
                break;
            case Request.Stop { Stage: StopLadder.AtOnce }:
                IsAborted = true;
                _app.RequestStop(_view);
                break;
            case Request.Repaint:
                _app.ClearScreenNextIteration = true;
                _view.SetNeedsDraw();
                break;
            case Request.Mark:
                _worker.Do(request, _state.Snapshot);
                _taken = _feed.Latest;
                _state = _state.After(_taken with { Now = _state.Snapshot.Now });
                Hear();
                break;
            default:
                _worker.Do(request, _state.Snapshot);
                break;
        }
    }

    void Redraw()
    {
        _feed.Wish(_state.Wishes);
        _feed.Compare(_state.Choices.EpochsShown);
        var size = _app.Screen.Size;
        _state = _state.On(size.Width, size.Height);
        _frame = Screen.Draw(_state, size.Width, size.Height);
        _view.Show(_frame);
    }
}
