using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using static System.FormattableString;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>The runs below a folder, live ones first.</summary>
/// <param name="Path">The run that the cursor is on, which may move in the list; null: the first.</param>
sealed record RunsPage(string? Path = null) : IPage
{
    /// <inheritdoc/>
    public PageId Id => PageId.Runs;

    /// <inheritdoc/>
    public string Title => "Runs";

    /// <inheritdoc/>
    public Turn Press(string key, Snapshot snapshot, Choices choices)
    {
        var row = Row(snapshot);
        var path = row < snapshot.Runs.Length ? snapshot.Runs[row].Path : null;
        RunsPage To(int at) => this with { Path = snapshot.Runs.IsEmpty ? null : snapshot.Runs[Math.Clamp(at, 0, snapshot.Runs.Length - 1)].Path };
        return key switch
        {
            "CursorUp" => new(To(row - 1), choices),
            "CursorDown" => new(To(row + 1), choices),
            "Enter" when path is not null => new(this, choices, new Request.OpenRun(path), GoTo: PageId.Run),
            "c" when path is not null && snapshot.Path.Length > 0 =>
                new(this, choices, new Request.CompareWith(path), $"compared with {snapshot.Runs[row].Name}", GoTo: PageId.Compare),
            "c" => new(this, choices, Message: "open a run first; c on another then compares the two"),
            _ => new(this, choices),
        };
    }

    /// <inheritdoc/>
    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        var inside = canvas.Frame(area, snapshot.Runs.Length == 1 ? "1 run" : Invariant($"{snapshot.Runs.Length} runs"));
        if (snapshot.Runs.IsEmpty)
        {
            var why = snapshot.Settings.Mode == DashboardMode.Train ? "this is the run of this process; td watch FOLDER lists all" : "no run here yet; the folder is looked at every few seconds";
            canvas.Text(inside.X + 1, inside.Y, why, Ink.Dim, inside.Width - 1);
            return;
        }

        var wide = inside.Width >= Screen.TwoColumns - 2;
        var nameWidth = Math.Max(10, inside.Width - (wide ? 62 : 36));
        Head(canvas, inside, nameWidth, wide);
        var row = Row(snapshot);
        var rows = Math.Max(1, inside.Height - 1);
        var top = Math.Clamp(row - rows + 1, 0, Math.Max(0, snapshot.Runs.Length - rows));
        for (var i = top; i < Math.Min(snapshot.Runs.Length, top + rows); i++)
        {
            var y = inside.Y + 1 + i - top;
            Entry(canvas, inside with { Y = y }, snapshot.Runs[i], snapshot, nameWidth, wide);
            if (i == row)
            {
                canvas.Tint(new Area(inside.X, y, inside.Width, 1), Ink.Cursor);
            }
        }
    }

    static void Head(Canvas canvas, Area area, int nameWidth, bool wide)
    {
        canvas.Text(area.X + 2, area.Y, "run", Ink.Dim);
        canvas.Text(area.X + nameWidth + 3, area.Y, "state", Ink.Dim);
        canvas.Text(area.X + nameWidth + 15, area.Y, "epoch", Ink.Dim);
        canvas.Text(area.X + nameWidth + 23, area.Y, wide ? "dev metric" : "last seen", Ink.Dim);
        if (wide)
        {
            canvas.Text(area.X + nameWidth + 42, area.Y, "last seen", Ink.Dim);
        }
    }

    static void Entry(Canvas canvas, Area area, RunEntry entry, Snapshot snapshot, int nameWidth, bool wide)
    {
        var run = entry.Run;
        var silence = run.LastSeen is { } seen ? snapshot.Now - seen : TimeSpan.Zero;
        var isSilent = !run.Ended && run.LastSeen is not null && silence > Snapshot.SilenceOfTheDead;
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
            canvas.Text(area.X + nameWidth + 23, area.Y, DevMetric(run), Ink.Plain, 18);
        }

        canvas.Text(area.X + nameWidth + (wide ? 42 : 23), area.Y, lastSeen, Ink.Dim, wide ? 18 : 12);
    }

    static string DevMetric(RunState run) =>
        run.Epochs.LastOrDefault(epoch => epoch.DevMetrics is not null)?.DevMetrics is { } metrics
        && metrics.Where(metric => metric.Key != "loss").Select(metric => Invariant($"{metric.Key} {metric.Value:F4}")).FirstOrDefault() is { } first
            ? first
            : "";

    static string Ago(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Invariant($"{span.TotalDays:F0} days"),
        { TotalHours: >= 1 } => Invariant($"{span.TotalHours:F0} h"),
        { TotalMinutes: >= 1 } => Invariant($"{span.TotalMinutes:F0} min"),
        _ => StatusLine.Duration(span),
    };

    int Row(Snapshot snapshot)
    {
        for (var i = 0; i < snapshot.Runs.Length; i++)
        {
            if (snapshot.Runs[i].Path == Path)
            {
                return i;
            }
        }

        return 0;
    }
}
