using TrainingDynamics.Dashboard.Keys;
using TrainingDynamics.Dashboard.Popups;

namespace TrainingDynamics.Dashboard;

/// <summary>
/// Everything on the screen: what is known and what the user has done so far. Pure: keys and snapshots in, state and requests out; without
/// terminal, clock or disk.
/// </summary>
sealed record DashboardState
{
    static readonly TimeSpan PlayInterval = TimeSpan.FromSeconds(0.7);
    static readonly TimeSpan LeaveInterval = TimeSpan.FromSeconds(10);

    DateTime _played;

    /// <summary>By the number of their tab.</summary>
    public required ImmutableArray<IPage> Pages { get; init; }

    public required PageId Current { get; init; }

    public required Snapshot Snapshot { get; init; }

    public Choices Choices { get; init; } = new();

    /// <summary>For the status bar until the next key; null: the keys are shown there.</summary>
    public string? Message { get; init; }

    /// <summary>True for a moment after a key without a meaning.</summary>
    public bool IsBlinking { get; init; }

    public IPopup? Popup { get; init; }

    /// <summary>When the screen of an ended training leaves by itself, in UTC; null: it does not.</summary>
    public DateTime? LeavesAt { get; init; }

    /// <summary>How often the user has asked to stop this process's training.</summary>
    public int StopStage { get; init; }

    /// <summary>What the shell has yet to do, oldest first; it takes them with <see cref="Served"/>.</summary>
    public ImmutableArray<Request> Requests { get; init; } = [];

    public bool CanControl => Refusal() is null;

    public IPage Page => Pages.First(page => page.Id == Current);

    public MetricWish[] Wishes => [.. Pages.SelectMany(page => page.Wishes(Snapshot, Choices)).Distinct()];

    public static DashboardState Begin(Snapshot snapshot, PageId? page = null) => new()
    {
        Pages = PageSet.Initial,
        Current = page ?? (snapshot.Path.Length == 0 ? PageId.Runs : PageId.Run),
        Snapshot = snapshot,
    };

    public DashboardState Served() => this with { Requests = [] };

    public DashboardState On(int width, int height) => Choices.Size == (width, height) ? this : this with { Choices = Choices with { Size = (width, height) } };

    /// <summary>The state when something newer is known; playing goes on with the snapshot's clock.</summary>
    public DashboardState After(Snapshot snapshot)
    {
        var next = this with { Snapshot = snapshot };
        if (snapshot.Run.Ended && !Snapshot.Run.Ended)
        {
            next = next.AtEnd(Snapshot);
        }

        if (next.LeavesAt is { } leaves)
        {
            // Not in an hour where the clock was set back by one.
            next = snapshot.Now >= leaves
                ? next.Ask(new Request.Quit()) with { LeavesAt = null }
                : next with { LeavesAt = snapshot.Now + LeaveInterval < leaves ? snapshot.Now + LeaveInterval : leaves };
        }

        if (snapshot.Path != Snapshot.Path)
        {
            next = next with
            {
                Choices = new Choices { Size = Choices.Size },
                Pages = [.. PageSet.Initial.Select(page => page.Id == PageId.Runs ? Pages.First(known => known.Id == page.Id) : page)],
            };
        }
        else if (snapshot.Data != Snapshot.Data || snapshot.Other?.Data != Snapshot.Other?.Data)
        {
            next = next.Follow(Snapshot);
        }

        var finished = snapshot.Data?.Epochs.Length ?? 0;
        if (!next.Choices.IsPlaying || (snapshot.Now - _played).Duration() < PlayInterval)
        {
            return next;
        }

        var shown = next.Choices.Epochs(finished);
        return shown >= finished
            ? next with { Choices = next.Choices with { IsPlaying = false, EpochsShown = null } }
            : next with { Choices = next.Choices with { EpochsShown = shown + 1 }, _played = snapshot.Now };
    }

    DashboardState Follow(Snapshot before)
    {
        // Rows of a selection are those of one run's data, and a run may begin anew in its folder.
        var isOther = before.Data is { } known && known.Guids != Snapshot.Data?.Guids;
        var choices = isOther ? Choices with { Selection = null, SelectionName = null } : Choices;
        var followed = Pages.Select(page => page.Follow(before, Snapshot, choices, page.Id == Current)).ToList();
        return this with
        {
            Choices = choices,
            Pages = [.. followed.Select(page => page.Page)],
            Requests = Requests.AddRange(followed.Select(page => page.Request).OfType<Request>()),
        };
    }

    /// <summary>The state after a key, named as in the <see cref="KeyTable"/>; one without a meaning makes the status bar blink.</summary>
    public DashboardState Press(string key)
    {
        var quiet = this with { Message = null, LeavesAt = null, IsBlinking = false };
        if (key is "Ctrl+C" or "Ctrl+L")
        {
            return quiet.PressAnywhere(key);
        }

        if (Popup is { } popup)
        {
            return quiet.PressPopup(popup, popup.IsTyping ? key : KeyTable.Meant(key, Current));
        }

        if (Page.Takes(key))
        {
            return quiet.Turn(Page.Press(key, Snapshot, Choices));
        }

        var meant = KeyTable.Meant(key, Current);
        return KeyTable.IsOf(Current, meant) ? quiet.Turn(Page.Press(meant, Snapshot, Choices))
            : KeyTable.IsGlobal(meant) ? quiet.PressAnywhere(meant)
            : quiet.Blinked();
    }

    public DashboardState Blinked() => this with { IsBlinking = true };

    DashboardState PressPopup(IPopup popup, string key)
    {
        if (key == "Esc")
        {
            return this with { Popup = null };
        }

        var turn = popup.Press(key, Snapshot, Choices);
        var next = this with { Popup = turn.Popup, Message = turn.Message };
        return turn.Request switch
        {
            null => next,
            Request.Stop { Stage: var stage } => next.Stopping(stage),
            Request.Pause pause => next.Ask(pause) with { Message = pause.On ? "pausing at the next batch; p, go and Enter train on" : "going on" },
            var request => next.Ask(request),
        };
    }

    public DashboardState Point(MouseAct act, Canvas frame)
    {
        var zone = frame.ZoneAt(act.X, act.Y);
        if (zone is Zone.Key key)
        {
            // What is typed into the page is dropped, or the key would be typed there.
            return !act.IsClick ? this : (Popup is null && Page.IsTyping ? Press("Esc") : this).Press(key.Name);
        }

        if (Popup is not null)
        {
            return act.Kind switch { MouseKind.WheelUp => Press("CursorUp"), MouseKind.WheelDown => Press("CursorDown"), _ => this };
        }

        var quiet = this with { Message = null, LeavesAt = null };
        return Page.Point(act, zone, Snapshot, Choices) is { } turn ? quiet.Turn(turn) : act.IsClick ? quiet : this;
    }

    // A viewer that finds the run ended already has nothing to tell.
    DashboardState AtEnd(Snapshot before)
    {
        var isOwn = Snapshot.Settings.Mode == DashboardMode.Train;
        var told = isOwn || (before.Run.Run is not null && before.Path == Snapshot.Path) ? Ask(new Request.Announce($"td: {StatusLine.End(Snapshot.Run)}")) : this;
        return !isOwn ? told
            : Snapshot.Settings.Stays ? told with { Message = "the run has ended; q leaves and prints its summary" }
            : told with { LeavesAt = Snapshot.Now + LeaveInterval };
    }

    DashboardState Turn(Turn turn)
    {
        var next = this with
        {
            Pages = [.. Pages.Select(page => page.Id == turn.Page.Id ? turn.Page : page)],
            Choices = turn.Choices,
            Message = turn.Message,
            Current = turn.GoTo ?? Current,
        };
        return turn.Request is { } request ? next.Ask(request) : next;
    }

    DashboardState PressAnywhere(string key) => key switch
    {
        [>= '1' and <= '9'] when Pages.Any(page => (int)page.Id == key[0] - '0') => this with { Current = (PageId)(key[0] - '0') },
        "Tab" => Beside(1),
        "Shift+Tab" => Beside(-1),
        "<" => Scrub(-1).Sorted(),
        ">" => Scrub(1).Sorted(),
        " " => Play().Sorted(),
        "e" when Snapshot.Data is null => this with { Message = "there is no finished epoch to draw yet" },
        "e" => this with { Popup = new ExportPopup() },
        "p" => AskFor(Snapshot.Run.IsPaused ? WordPopup.GoOn : WordPopup.Pause),
        "s" => AskFor(WordPopup.Stop),
        "?" => this with { Popup = new HelpPopup(Current) },
        "Ctrl+L" => Ask(new Request.Repaint()),
        "q" => IsTraining ? AskFor(WordPopup.Stop) : Ask(new Request.Quit()),
        "Ctrl+C" => IsTraining ? Interrupted() : Ask(new Request.Quit()),
        _ => this,
    };

    DashboardState Ask(Request request) => this with { Requests = Requests.Add(request) };

    DashboardState Beside(int step)
    {
        var at = Pages.IndexOf(Page);
        return this with { Current = Pages[(at + step + Pages.Length) % Pages.Length].Id };
    }

    // Who asks for other epochs asks for their order.
    DashboardState Sorted() => this with { Pages = [.. Pages.Select(page => page.Sorted())] };

    DashboardState Scrub(int step)
    {
        var finished = Snapshot.Data?.Epochs.Length ?? 0;
        var to = Choices.Epochs(finished) + step;
        return finished == 0
            ? this with { Message = "no epoch is finished yet" }
            : this with { Choices = Choices with { EpochsShown = to >= finished && step > 0 ? null : Math.Max(1, to), IsPlaying = false } };
    }

    DashboardState Play()
    {
        var finished = Snapshot.Data?.Epochs.Length ?? 0;
        if (finished < 2)
        {
            return this with { Message = "two finished epochs are needed to play" };
        }

        var from = Choices.Epochs(finished) >= finished ? 1 : Choices.Epochs(finished);
        return this with
        {
            Choices = Choices.IsPlaying ? Choices with { IsPlaying = false } : Choices with { IsPlaying = true, EpochsShown = from },
            _played = Snapshot.Now,
        };
    }

    bool IsTraining => Snapshot.Settings.Mode == DashboardMode.Train && !Snapshot.Run.Ended;

    DashboardState AskFor(WordPopup word) => Refusal() is { } why ? this with { Message = why } : this with { Popup = word };

    // Ctrl+C asks for more each time: a terminal's user expects it to need no word, and no text has it.
    DashboardState Interrupted() => Refusal() is { } why
        ? this with { Message = why }
        : (this with { Popup = null }).Stopping(Math.Min(StopLadder.AtOnce, StopStage + 1));

    DashboardState Stopping(int stage) => Snapshot.Settings.Mode == DashboardMode.Train
        ? Ask(new Request.Stop(stage)) with { StopStage = stage, Message = StopLadder.Message(stage, Snapshot) }
        : Ask(new Request.Stop(stage));

    string? Refusal() => Snapshot.Settings.Mode == DashboardMode.ReadOnly ? "this viewer only looks; td watch --control may pause and stop the training"
        : Snapshot.Run.Ended ? "the run has ended"
        : Snapshot.Run.Run is null ? "no run has begun"
        : Snapshot.IsStale ? "the run is silent: its process is probably gone"
        : null;
}
