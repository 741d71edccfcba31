using System.Collections.Immutable;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Pages.Map;
using static System.FormattableString;

namespace TrainingDynamics.Dashboard.Pages.Compare;

/// <summary>The shown run against a second one, example by example, over the epochs that are chosen.</summary>
sealed record ComparePage : IPage
{
    const int Leap = 5;

    /// <summary>All that the changes of variability and confidence can be.</summary>
    public static Plane Whole { get; } = new(-0.5, 0.5, -1, 1);

    /// <inheritdoc/>
    public PageId Id => PageId.Compare;

    /// <inheritdoc/>
    public string Title => "Compare";

    /// <summary>The part that the keyboard is on.</summary>
    public CompareView View { get; init; }

    /// <summary>The field under the cross-hair, see <see cref="MapBox"/>.</summary>
    public (int Column, int Row) Cursor { get; init; } = (MapBox.Across / 2, MapBox.Up / 2);

    /// <summary>The place among the movers, from 0.</summary>
    public int Mover { get; init; }

    /// <summary>How cells look; null: what suits the terminal.</summary>
    public MapLook? Look { get; init; }

    /// <summary>The field under the cross-hair.</summary>
    public MapBox Box => MapBox.Between(Whole, Cursor, Cursor);

    /// <summary>The look that is in force.</summary>
    public MapLook LookFor(Settings settings) => Look ?? DensityPlot.LookFor(settings.Ascii, settings.Color);

    /// <summary>The entries of the comparison that lie in a box, ascending.</summary>
    public static ImmutableArray<int> Inside(MapBox box, RunComparison comparison) =>
    [
        .. Enumerable.Range(0, comparison.Result.Guids.Length)
            .Where(i => box.Holds(comparison.Result.DeltaVariability[i], comparison.Result.DeltaConfidence[i])),
    ];

    /// <inheritdoc/>
    public Turn Press(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "CursorLeft" => new(Moved(-1, 0), choices),
        "CursorRight" => new(Moved(1, 0), choices),
        "CursorUp" => new(View == CompareView.Map ? Moved(0, 1) : Listed(-1, snapshot), choices),
        "CursorDown" => new(View == CompareView.Map ? Moved(0, -1) : Listed(1, snapshot), choices),
        "PageUp" => new(View == CompareView.Map ? Moved(0, Leap) : Listed(-CompareDrawing.MoversOn(choices.Size), snapshot), choices),
        "PageDown" => new(View == CompareView.Map ? Moved(0, -Leap) : Listed(CompareDrawing.MoversOn(choices.Size), snapshot), choices),
        "Home" => new(Moved(-Leap, 0), choices),
        "End" => new(Moved(Leap, 0), choices),
        "f" => new(this with { View = (CompareView)(((int)View + 1) % Enum.GetValues<CompareView>().Length) }, choices),
        "g" => new(this with { Look = DensityPlot.After(LookFor(snapshot.Settings)) }, choices),
        "Enter" => Selected(snapshot, choices),
        _ => new(this, choices),
    };

    /// <inheritdoc/>
    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        if (snapshot.Comparison is { } comparison)
        {
            new CompareDrawing(this, canvas, snapshot, comparison).Draw(area);
            return;
        }

        var waiting = snapshot.Data is null || (snapshot.Other is not null && snapshot.Other.Data is null);
        var text = snapshot.Other is null
            ? "A second run is needed: td watch RUN_A RUN_B, or c on a run of the page Runs."
            : snapshot.ComparisonTrouble ?? snapshot.Trouble ?? snapshot.Other.Trouble ?? (waiting ? "Both runs need a recorded epoch." : "Comparing …");
        var y = area.Y + Math.Max(0, area.Height / 3);
        foreach (var line in Wrapping.Lines(text, Math.Max(2, area.Width - 4), Math.Max(1, area.Bottom - y)))
        {
            canvas.Text(area.X + 2, y++, line, Ink.Plain, area.Width - 4);
        }
    }

    ComparePage Moved(int right, int up) => this with
    {
        Cursor = (Math.Clamp(Cursor.Column + right, 0, MapBox.Across - 1), Math.Clamp(Cursor.Row + up, 0, MapBox.Up - 1)),
    };

    ComparePage Listed(int step, Snapshot snapshot) =>
        this with { Mover = Math.Clamp(Mover + step, 0, Math.Max(0, (snapshot.Comparison?.Result.Movers.Length ?? 1) - 1)) };

    Turn Selected(Snapshot snapshot, Choices choices)
    {
        if (snapshot.Comparison is not { } comparison || snapshot.Data is null)
        {
            return new(this, choices);
        }

        var result = comparison.Result;
        var (entries, name) = View == CompareView.Map
            ? (Inside(Box, comparison), Invariant($"Δv {Box.Bounds.Left:0.##}–{Box.Bounds.Right:0.##}, Δc {Box.Bounds.Bottom:0.##}–{Box.Bounds.Top:0.##}"))
            : ([result.Movers[Math.Min(Mover, result.Movers.Length - 1)]], "a mover");
        return entries.IsEmpty
            ? new(this, choices, Message: "there is no example in here")
            : new(
                this, choices with { Selection = [.. entries.Select(entry => result.RowsA[entry]).Order()], SelectionName = name },
                Message: $"{Headings.Examples(entries.Length)} selected; 5 goes back to the comparison", GoTo: PageId.Examples);
    }
}
