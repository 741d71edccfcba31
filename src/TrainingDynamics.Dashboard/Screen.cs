using System.Globalization;
using TrainingDynamics.Dashboard.Keys;
using TrainingDynamics.Dashboard.Popups;

namespace TrainingDynamics.Dashboard;

/// <summary>
/// The whole frame: tabs, page, status bar, and a box over them. Below 40 × 10 cells one line shows the progress of the run; no size is refused.
/// </summary>
static class Screen
{
    /// <summary>Below these, only one line is drawn.</summary>
    public const int LeastWidth = 40;

    /// <inheritdoc cref="LeastWidth"/>
    public const int LeastHeight = 10;

    /// <summary>Pages have two columns from this width on.</summary>
    public const int TwoColumns = 100;

    /// <summary>Pages stack their parts in one column from this width on; below it they show one part at a time.</summary>
    public const int OneColumn = 60;

    /// <summary>The cells that tabs and status bar leave to the page.</summary>
    public static Area PageArea(int width, int height) => new(0, 1, width, Math.Max(0, height - 2));

    public static Canvas Draw(DashboardState state, int width, int height)
    {
        var canvas = new Canvas(width, height);
        Draw(state, canvas);
        return canvas;
    }

    public static void Draw(DashboardState state, Canvas canvas)
    {
        if (canvas.Width < LeastWidth || canvas.Height < LeastHeight)
        {
            canvas.Text(0, 0, StatusLine.Compact(state.Snapshot.Run, state.Snapshot.Now), Ink.Plain, canvas.Width);
        }
        else
        {
            var page = PageArea(canvas.Width, canvas.Height);
            var status = canvas.All with { Y = page.Bottom, Height = 1 };
            DrawTabs(state, canvas, canvas.All with { Height = 1 });
            state.Page.Draw(canvas, page, state.Snapshot, state.Choices);
            DrawStatus(state, canvas, status);
            if (state.IsBlinking)
            {
                canvas.Tint(status, Ink.Cursor);
            }

            if (state.Popup is { } popup)
            {
                DrawPopup(popup, state.Snapshot, canvas, page);
            }
        }

        if (state.Snapshot.Settings.Ascii)
        {
            canvas.ToAscii();
        }
    }

    static void DrawTabs(DashboardState state, Canvas canvas, Area area)
    {
        var badge = Badge(state);
        var room = area.Width - badge.Text.Length - 1;
        var full = state.Pages.Sum(page => page.Title.Length + 4) <= room;
        var x = area.X;
        foreach (var page in state.Pages)
        {
            var current = page.Id == state.Current;
            var text = full || current ? $" {(int)page.Id} {page.Title} " : $" {(int)page.Id} ";
            var from = x;
            x = canvas.Text(x, area.Y, text, current ? Ink.Cursor : Ink.Dim, room - x);
            canvas.Mark(new Area(from, area.Y, x - from, 1), new Zone.Key($"{(int)page.Id}"));
        }

        canvas.TextBefore(area.Right, area.Y, badge.Text, badge.Ink);
    }

    static (string Text, Ink Ink) Badge(DashboardState state)
    {
        var snapshot = state.Snapshot;
        return snapshot.IsStale ? ($" SILENT {StatusLine.Duration(snapshot.Silence)} ", Ink.Alarm)
            : snapshot.Run.Phase == RunPhase.Failed ? (" FAILED ", Ink.Alarm)
            : snapshot.Run.IsPaused ? (" PAUSED ", Ink.Mark)
            : snapshot.Path.Length == 0 ? ("", Ink.Plain)
            : snapshot.IsReading ? (" reading epochs ", Ink.Strong)
            : ($" {StatusLine.Phase(snapshot.Run)} ", Ink.Strong);
    }

    static void DrawStatus(DashboardState state, Canvas canvas, Area area)
    {
        var said = state.LeavesAt is { } leaves ? LeavesIn(leaves - state.Snapshot.Now) : state.Message;
        if ((said ?? (state.Popup is null ? state.Page.Hint : null)) is { } message)
        {
            // In full, over as many lines of the page as it takes: what fails has its reason at the end.
            var lines = Wrapping.Lines(message, area.Width - 2, Math.Max(1, area.Y - 1));
            var over = area with { Y = area.Y + 1 - lines.Count, Height = lines.Count };
            canvas.Clear(over);
            canvas.Mark(over, new Zone.Nothing());
            canvas.Lines(over with { X = area.X + 1, Width = area.Width - 1 }, lines, Ink.Strong);
            return;
        }

        if (!state.Snapshot.Marks.IsEmpty)
        {
            var count = string.Create(CultureInfo.InvariantCulture, $" ● {state.Snapshot.Marks.Count:N0} marked ");
            canvas.TextBefore(area.Right, area.Y, count, Ink.Mark);
            area = area with { Width = area.Width - count.Length };
        }

        // Help and quit, the last two, keep their room.
        var bindings = KeyTable.StatusBar(state.Current, state.CanControl);
        static int Length(KeyBinding binding) => binding.Shown.Length + binding.Label.Length + 3;
        var (x, kept) = (area.X + 1, bindings.TakeLast(2).ToList());
        var room = area.Right - kept.Sum(Length);
        var fits = bindings.SkipLast(2).TakeWhile(binding => (room -= Length(binding)) >= area.X);
        foreach (var binding in fits.Concat(kept))
        {
            var from = x;
            x = canvas.Text(x, area.Y, binding.Shown, Ink.Strong);
            x = canvas.Text(x + 1, area.Y, binding.Label, Ink.Dim) + 2;
            canvas.Mark(new Area(from, area.Y, x - from - 1, 1), new Zone.Key(binding.Key));
        }
    }

    static string LeavesIn(TimeSpan left) =>
        $"the run has ended; q leaves, else in {StatusLine.Duration(left > TimeSpan.Zero ? left : TimeSpan.Zero)} by itself; any other key stays";

    static void DrawPopup(IPopup popup, Snapshot snapshot, Canvas canvas, Area page)
    {
        var lines = popup.Lines(snapshot);
        var width = Math.Min(page.Width, Math.Max(popup.Title.Length + 8, lines.Count == 0 ? 0 : lines.Max(line => line.Text.Length) + 4));
        var height = Math.Min(page.Height, lines.Count + 2);
        var box = new Area(page.X + ((page.Width - width) / 2), page.Y + ((page.Height - height) / 2), width, height);
        canvas.Clear(box);
        canvas.Mark(canvas.All, new Zone.Key("Esc"));
        canvas.Mark(box, new Zone.Nothing());
        var inside = canvas.Frame(box, lines.Count + 2 > height ? $"{popup.Title}, ↓ for more" : popup.Title, Ink.Strong);
        for (var i = 0; i < Math.Min(lines.Count, inside.Height); i++)
        {
            canvas.Text(inside.X + 1, inside.Y + i, lines[i].Text, lines[i].Ink, inside.Width - 2);
            if (popup.KeyOf(i) is { } key)
            {
                canvas.Mark(inside with { Y = inside.Y + i, Height = 1 }, new Zone.Key(key));
            }
        }
    }
}
