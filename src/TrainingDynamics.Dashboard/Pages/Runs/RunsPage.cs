namespace TrainingDynamics.Dashboard.Pages.Runs;

/// <summary>The runs below a folder.</summary>
/// <param name="Path">The run under the cursor, which may move in the list; null: the first.</param>
/// <param name="Order">The order of the list.</param>
/// <param name="IsReversed">True: reversed.</param>
/// <param name="Search">Part of the names in any case; empty: all.</param>
/// <param name="Typed">The search that is being typed; null: none.</param>
sealed record RunsPage(string? Path = null, RunOrder Order = RunOrder.Seen, bool IsReversed = false, string Search = "", string? Typed = null) : IPage
{
    public PageId Id => PageId.Runs;

    public string Title => "Runs";

    public bool IsTyping => Typed is not null;

    public ImmutableArray<RunEntry> Listed(Snapshot snapshot)
    {
        var found = snapshot.Runs.Where(run => run.Name.Contains(Search, StringComparison.OrdinalIgnoreCase));
        var ordered = Order switch
        {
            RunOrder.Name => found.OrderBy(run => run.Name, StringComparer.OrdinalIgnoreCase),
            RunOrder.State => found.OrderBy(run => StatusLine.Phase(run.Run), StringComparer.Ordinal),
            RunOrder.Epoch => found.OrderByDescending(run => run.Run.Epoch),
            RunOrder.Metric => found.OrderByDescending(run => Metric(run.Run)?.Value ?? double.NegativeInfinity),
            _ => found,
        };
        return IsReversed ? [.. ordered.Reverse()] : [.. ordered];
    }

    public Turn Press(string key, Snapshot snapshot, Choices choices)
    {
        if (Typed is { } typed)
        {
            return new(key switch
            {
                "Enter" => this with { Typed = null, Search = typed },
                "Esc" => this with { Typed = null },
                _ => this with { Typed = Typing.After(typed, key) },
            }, choices);
        }

        var runs = Listed(snapshot);
        var row = Row(runs);
        var run = row < runs.Length ? runs[row] : null;
        return key switch
        {
            "CursorUp" => new(To(runs, row - 1), choices),
            "CursorDown" => new(To(runs, row + 1), choices),
            "o" => new(this with { Order = (RunOrder)(((int)Order + 1) % Enum.GetValues<RunOrder>().Length), IsReversed = false }, choices),
            "O" => new(this with { IsReversed = !IsReversed }, choices),
            "/" => new(this with { Typed = Search }, choices),
            "Esc" => new(this with { Search = "" }, choices),
            "Enter" when run is not null => Opened(run, snapshot, choices),
            "c" when run is not null && snapshot.Path.Length > 0 =>
                new(this, choices, new Request.CompareWith(run.Path), $"compared with {run.Name}", GoTo: PageId.Compare),
            "c" => new(this, choices, Message: "open a run first; c on another then compares the two"),
            _ => new(this, choices),
        };
    }

    public Turn? Point(MouseAct act, Zone? zone, Snapshot snapshot, Choices choices) => zone switch
    {
        Zone.RunHead head when act.IsClick => new(this with { Order = head.Order, IsReversed = head.Order == Order && !IsReversed }, choices),
        Zone.Row row when act.Kind == MouseKind.Click => new(To(Listed(snapshot), row.Place), choices),
        Zone.Row row when act.Kind == MouseKind.DoubleClick => To(Listed(snapshot), row.Place).Press("Enter", snapshot, choices),
        _ => IPage.Wheel(this, act, snapshot, choices),
    };

    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        var runs = Listed(snapshot);
        var inside = canvas.Frame(area, Heading(runs.Length, snapshot.Runs.Length));
        if (runs.IsEmpty)
        {
            var why = !snapshot.Runs.IsEmpty ? "no run is called so; Esc drops the search"
                : snapshot.Settings.Mode == DashboardMode.Train ? "no run here yet but the one that begins" : "no run here yet; the folder is looked at every few seconds";
            canvas.Text(inside.X + 1, inside.Y, why, Ink.Dim, inside.Width - 1);
            return;
        }

        var wide = inside.Width >= Screen.TwoColumns - 2;
        var nameWidth = Math.Max(10, inside.Width - (wide ? 62 : 36));
        Head(canvas, inside, nameWidth, wide);
        var row = Row(runs);
        var rows = Math.Max(1, inside.Height - 1);
        var top = Math.Clamp(row - rows + 1, 0, Math.Max(0, runs.Length - rows));
        for (var i = top; i < Math.Min(runs.Length, top + rows); i++)
        {
            var line = new Area(inside.X, inside.Y + 1 + i - top, inside.Width, 1);
            Entry(canvas, line, runs[i], snapshot, nameWidth, wide);
            canvas.Mark(line, new Zone.Row(i));
            if (i == row)
            {
                canvas.Tint(line, Ink.Cursor);
            }
        }
    }

    // The screen of a training stays with it: what stops and pauses must be meant for the run that is shown.
    Turn Opened(RunEntry run, Snapshot snapshot, Choices choices) => snapshot.Settings.Mode == DashboardMode.Train
        ? new(this, choices, Message: $"this screen stays with its training: c compares the two, td watch {run.Path} shows that run")
        : new(this, choices, new Request.OpenRun(run.Path), GoTo: PageId.Run);

    RunsPage To(ImmutableArray<RunEntry> runs, int at) => this with { Path = runs.IsEmpty ? null : runs[Math.Clamp(at, 0, runs.Length - 1)].Path };

    string Heading(int listed, int all)
    {
        var count = listed < all ? Invariant($"{listed} of {all} runs") : all == 1 ? "1 run" : Invariant($"{all} runs");
        var order = Order == RunOrder.Seen && !IsReversed ? "" : $" · by {Order.ToString().ToLowerInvariant()}{(IsReversed ? ", reversed" : "")}";
        return Typed is not null ? $"search: {Typed}▏" : $"{count}{order}{(Search.Length > 0 ? $" · “{Search}”" : "")}";
    }

    void Head(Canvas canvas, Area area, int nameWidth, bool wide)
    {
        void Name(int x, int width, string name, RunOrder order)
        {
            canvas.Text(area.X + x, area.Y, name, order == Order && order != RunOrder.Seen ? Ink.Strong : Ink.Dim);
            canvas.Mark(new Area(area.X + x, area.Y, width, 1), new Zone.RunHead(order));
        }

        Name(2, nameWidth, "run", RunOrder.Name);
        Name(nameWidth + 3, 11, "state", RunOrder.State);
        Name(nameWidth + 15, 7, "epoch", RunOrder.Epoch);
        if (wide)
        {
            Name(nameWidth + 23, 18, "dev metric", RunOrder.Metric);
        }

        Name(nameWidth + (wide ? 42 : 23), 12, "last seen", RunOrder.Seen);
    }

    static void Entry(Canvas canvas, Area area, RunEntry entry, Snapshot snapshot, int nameWidth, bool wide)
    {
        var run = entry.Run;
        var silence = run.LastSeen is { } seen ? snapshot.Now - seen : TimeSpan.Zero;
        var isSilent = run.IsSilentAt(snapshot.Now);
        var isLive = !run.Ended && run.LastSeen is not null && !isSilent;
        canvas.Text(area.X, area.Y, entry.Path == snapshot.Path ? "▶" : isLive ? "●" : " ", Ink.Mark);
        canvas.Text(area.X + 2, area.Y, entry.Name, Ink.Plain, nameWidth);
        var (state, ink) = run.LastSeen is null ? ("no events", Ink.Dim)
            : isSilent ? ("silent", Ink.Alarm)
            : (StatusLine.Phase(run), run.Phase == RunPhase.Failed ? Ink.Alarm : isLive ? Ink.Strong : Ink.Plain);
        canvas.Text(area.X + nameWidth + 3, area.Y, state, ink, 11);
        canvas.Text(area.X + nameWidth + 15, area.Y, run.Run is { } begun ? Invariant($"{Math.Max(0, run.Epoch + 1)}/{begun.Epochs}") : "", Ink.Plain, 7);
        var lastSeen = run.LastSeen is null ? "" : isLive ? "now" : $"{Ago(silence)} ago";
        if (wide)
        {
            canvas.Text(area.X + nameWidth + 23, area.Y, Metric(run) is { } metric ? Invariant($"{metric.Key} {metric.Value:F4}") : "", Ink.Plain, 18);
        }

        canvas.Text(area.X + nameWidth + (wide ? 42 : 23), area.Y, lastSeen, Ink.Dim, wide ? 18 : 12);
    }

    static KeyValuePair<string, double>? Metric(RunState run) =>
        run.Epochs.LastOrDefault(epoch => epoch.DevMetrics is not null)?.DevMetrics?.Where(metric => metric.Key != "loss").Select(metric => (KeyValuePair<string, double>?)metric).FirstOrDefault();

    static string Ago(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Invariant($"{span.TotalDays:F0} days"),
        { TotalHours: >= 1 } => Invariant($"{span.TotalHours:F0} h"),
        { TotalMinutes: >= 1 } => Invariant($"{span.TotalMinutes:F0} min"),
        _ => StatusLine.Duration(span),
    };

    int Row(ImmutableArray<RunEntry> runs) => Math.Max(0, Array.FindIndex([.. runs], run => run.Path == Path));
}

enum RunOrder
{
    Seen, // live ones first, then those seen last
    Name,
    State,
    Epoch, // epochs finished, the most first
    Metric, // the first dev metric, the greatest first; those without one last
}
