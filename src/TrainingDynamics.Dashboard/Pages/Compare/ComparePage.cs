using TrainingDynamics.Dashboard.Pages.Map;

namespace TrainingDynamics.Dashboard.Pages.Compare;

/// <summary>The shown run compared with a second one, example by example, over the chosen epochs.</summary>
sealed record ComparePage : IPage
{
    const int Leap = 5;

    /// <summary>The range of the changes of variability and confidence.</summary>
    public static Plane Whole { get; } = new(-0.5, 0.5, -1, 1);

    public PageId Id => PageId.Compare;

    public string Title => "Compare";

    public CompareView View { get; init; }

    /// <summary>The field under the cross-hair, see <see cref="MapBox"/>.</summary>
    public (int Column, int Row) Cursor { get; init; } = (MapBox.Across / 2, MapBox.Up / 2);

    public ListCursor Mover { get; init; }

    /// <summary>The comparison whose movers are shown while a newer one waits for <c>r</c>; null: the newest.</summary>
    public RunComparison? Held { get; init; }

    /// <summary>The look of the cells; null: what suits the terminal.</summary>
    public MapLook? Look { get; init; }

    public MapBox Box => MapBox.Between(Whole, Cursor, Cursor);

    public MapLook LookFor(Settings settings) => Look ?? DensityPlot.LookFor(settings.Ascii, settings.Color);

    /// <summary>The comparison on the screen; null: none yet.</summary>
    public RunComparison? Shown(Snapshot snapshot) =>
        Held is { } held && snapshot.Comparison is not null && held.A.Guids == snapshot.Data?.Guids ? held : snapshot.Comparison;

    /// <summary>The place of the cursor among the movers; -1 where there is none.</summary>
    public int Place(Comparison result) =>
        Mover.In(result.Movers.Length, guid => Array.FindIndex(result.Movers, entry => result.Guids[entry] == guid));

    public IPage Sorted() => this with { Held = null };

    public (IPage Page, Request? Request) Follow(Snapshot before, Snapshot after, Choices choices, bool isShown)
    {
        var isSame = before.Data is { } a && a.Guids == after.Data?.Guids && before.Other?.Data is { } b && b.Guids == after.Other?.Data?.Guids;
        if (!isSame || before.IsReading || before.Other!.IsReading || Shown(before) is not { } shown)
        {
            return (Sorted(), null);
        }

        if (!isShown || View != CompareView.Movers || choices.EpochsShown is not null || shown.Result.Movers.Length == 0)
        {
            return (this, null);
        }

        var place = Place(shown.Result);
        return (this with { Held = shown, Mover = Mover.On(place, shown.Result.Guids[shown.Result.Movers[place]]) }, null);
    }

    /// <summary>The entries of the comparison that lie in a box, ascending.</summary>
    public static ImmutableArray<int> Inside(MapBox box, RunComparison comparison) =>
    [
        .. Enumerable.Range(0, comparison.Result.Guids.Length)
            .Where(i => box.Holds(comparison.Result.DeltaVariability[i], comparison.Result.DeltaConfidence[i])),
    ];

    public Turn Press(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "CursorLeft" => new(Moved(-1, 0), choices),
        "CursorRight" => new(Moved(1, 0), choices),
        "CursorUp" => new(View == CompareView.Map ? Moved(0, 1) : Listed(-1, snapshot, choices), choices),
        "CursorDown" => new(View == CompareView.Map ? Moved(0, -1) : Listed(1, snapshot, choices), choices),
        "PageUp" => new(View == CompareView.Map ? Moved(0, Leap) : Listed(-CompareDrawing.MoversOn(choices.Size), snapshot, choices), choices),
        "PageDown" => new(View == CompareView.Map ? Moved(0, -Leap) : Listed(CompareDrawing.MoversOn(choices.Size), snapshot, choices), choices),
        "Home" => new(View == CompareView.Map ? Moved(-Leap, 0) : this with { Mover = default }, choices),
        "End" => new(View == CompareView.Map ? Moved(Leap, 0) : Listed(int.MaxValue / 2, snapshot, choices), choices),
        "f" => new(this with { View = (CompareView)(((int)View + 1) % Enum.GetValues<CompareView>().Length), Held = null }, choices),
        "Ctrl+D" => new(View == CompareView.Map ? Moved(0, -Leap) : Listed(CompareDrawing.MoversOn(choices.Size) / 2, snapshot, choices), choices),
        "Ctrl+U" => new(View == CompareView.Map ? Moved(0, Leap) : Listed(-CompareDrawing.MoversOn(choices.Size) / 2, snapshot, choices), choices),
        "n" => new(View == CompareView.Map ? this : Listed(1, snapshot, choices), choices),
        "N" => new(View == CompareView.Map ? this : Listed(-1, snapshot, choices), choices),
        "r" => new(Sorted(), choices),
        "d" => new(this with { Look = DensityPlot.After(LookFor(snapshot.Settings)) }, choices),
        "Enter" => Selected(snapshot, choices),
        _ => new(this, choices),
    };

    public Turn? Point(MouseAct act, Zone? zone, Snapshot snapshot, Choices choices)
    {
        if (Shown(snapshot)?.Result is not { } result)
        {
            return null;
        }

        ComparePage? on = zone switch
        {
            Zone.Plot plot => this with { View = CompareView.Map, Cursor = MapBox.FieldAt(plot.Cells, act.X, act.Y) },
            Zone.Row row when act.Lines != 0 => (this with { View = CompareView.Movers }).Listed(act.Lines, snapshot, choices),
            Zone.Row { Place: var to } when to < result.Movers.Length => this with
            {
                View = CompareView.Movers,
                Mover = Mover.Clicked(to, Place(result), result.Movers.Length, CompareDrawing.MoversOn(choices.Size), result.Guids[result.Movers[to]]),
            },
            _ => null,
        };
        return on is null ? null : act.Kind switch
        {
            MouseKind.DoubleClick => on.Selected(snapshot, choices),
            MouseKind.Click => new(on, choices),
            MouseKind.WheelUp or MouseKind.WheelDown when zone is Zone.Row => new(on, choices),
            _ => null,
        };
    }

    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        if (Shown(snapshot) is { } comparison)
        {
            new CompareDrawing(this, canvas, snapshot, comparison).Draw(area);
            return;
        }

        var waiting = snapshot.Data is null || (snapshot.Other is not null && snapshot.Other.Data is null);
        var text = snapshot.Other is null
            ? "A second run is needed: td watch RUN_A RUN_B, or c on a run of the page Runs."
            : snapshot.ComparisonTrouble ?? snapshot.Trouble ?? snapshot.Other.Trouble ?? (waiting ? "Both runs need a recorded epoch." : "Comparing …");
        var y = area.Y + Math.Max(0, area.Height / 3);
        canvas.Lines(new Area(area.X + 2, y, area.Width - 4, area.Bottom - y), Wrapping.Lines(text, Math.Max(2, area.Width - 4), Math.Max(1, area.Bottom - y)));
    }

    ComparePage Moved(int right, int up) => this with
    {
        Cursor = (Math.Clamp(Cursor.Column + right, 0, MapBox.Across - 1), Math.Clamp(Cursor.Row + up, 0, MapBox.Up - 1)),
    };

    ComparePage Listed(int step, Snapshot snapshot, Choices choices) => Shown(snapshot)?.Result is not { } result ? this : this with
    {
        Mover = Mover.Moved(step, Place(result), result.Movers.Length, CompareDrawing.MoversOn(choices.Size), place => result.Guids[result.Movers[place]]),
    };

    Turn Selected(Snapshot snapshot, Choices choices)
    {
        if (Shown(snapshot) is not { } comparison || snapshot.Data is null)
        {
            return new(this, choices);
        }

        var result = comparison.Result;
        var (entries, name) = View == CompareView.Map
            ? (Inside(Box, comparison), Invariant($"Δv {Box.Bounds.Left:0.##}–{Box.Bounds.Right:0.##}, Δc {Box.Bounds.Bottom:0.##}–{Box.Bounds.Top:0.##}"))
            : ([.. Place(result) is >= 0 and var place ? [result.Movers[place]] : ImmutableArray<int>.Empty], "a mover");
        return entries.IsEmpty
            ? new(this, choices, Message: "there is no example in here")
            : new(
                this, choices with { Selection = [.. entries.Select(entry => result.RowsA[entry]).Order()], SelectionName = name },
                Message: $"{Headings.Examples(entries.Length)} selected; 5 goes back to the comparison", GoTo: PageId.Examples);
    }
}

/// <summary>The parts of a comparison; narrow screens show one at a time.</summary>
enum CompareView
{
    Map, // change of variability and confidence
    Movers, // the examples whose confidence changed most
    Regions, // which region's examples went where
}
