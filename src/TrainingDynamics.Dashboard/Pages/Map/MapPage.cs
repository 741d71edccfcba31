namespace TrainingDynamics.Dashboard.Pages.Map;

/// <summary>The data map, with a cross-hair that shows what lies under it.</summary>
sealed record MapPage : IPage
{
    const int Leap = 5;

    // Fields of a zoom without a box: an area of this many columns and rows around the cross-hair.
    const int ZoomAcross = 20;
    const int ZoomUp = 10;

    // Narrower, and the numbers at the axes have more digits than room.
    const double LeastWidth = 0.004;

    const string BoxKeys = "Enter selects its examples, z zooms into it, Esc drops it";

    static readonly Plane Everything = new(0, 1, 0, 1);

    public PageId Id => PageId.Map;

    public string Title => "Map";

    /// <summary>The shown part, in shares of all: the map of one epoch has another axis than that of two.</summary>
    public Plane Part { get; init; } = Everything;

    /// <summary>The field under the cross-hair, see <see cref="MapBox"/>.</summary>
    public (int Column, int Row) Cursor { get; init; } = (MapBox.Across / 2, MapBox.Up / 2);

    /// <summary>Where a box was begun; null: none.</summary>
    public (int Column, int Row)? Corner { get; init; }

    /// <summary>The look of the cells; null: what suits the terminal.</summary>
    public MapLook? Look { get; init; }

    /// <summary>Which of the examples under the cross-hair is shown; any number, counted round.</summary>
    public int Nth { get; init; }

    /// <summary>True when that example's path through the epochs is drawn.</summary>
    public bool ShowsTrail { get; init; }

    /// <summary>While the mouse button is down: the field and the map where it was pressed; else null.</summary>
    public ((int Column, int Row) Field, Area Cells)? Held { get; init; }

    /// <summary>The shown part, in the units of the axes.</summary>
    public Plane View(MapAxis axis)
    {
        var whole = axis.Whole;
        return new(
            whole.Left + (whole.Width * Part.Left), whole.Left + (whole.Width * Part.Right),
            whole.Bottom + (whole.Height * Part.Bottom), whole.Bottom + (whole.Height * Part.Top));
    }

    /// <summary>From the corner to the cross-hair, or the field under it.</summary>
    public MapBox Box(MapAxis axis) => MapBox.Between(View(axis), Corner ?? Cursor, Cursor);

    public MapLook LookFor(Settings settings) => Look ?? DensityPlot.LookFor(settings.Ascii, settings.Color);

    public Turn Press(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "CursorLeft" => new(Moved(-1, 0), choices),
        "CursorRight" => new(Moved(1, 0), choices),
        "CursorUp" => new(Moved(0, 1), choices),
        "CursorDown" => new(Moved(0, -1), choices),
        "Home" => new(Moved(-Leap, 0), choices),
        "End" => new(Moved(Leap, 0), choices),
        "PageUp" => new(Moved(0, Leap), choices),
        "PageDown" => new(Moved(0, -Leap), choices),
        "b" => new(this with { Corner = Cursor }, choices, Message: $"box: arrows stretch it, {BoxKeys}"),
        "Enter" => Selected(snapshot, choices),
        "z" => Zoomed(choices),
        "Z" => new(this with { Part = Everything, Corner = null, Nth = 0 }, choices),
        "n" => new(this with { Nth = Nth + 1 }, choices),
        "N" => new(this with { Nth = Nth - 1 }, choices),
        "t" => new(this with { ShowsTrail = !ShowsTrail }, choices),
        "y" => Copied(snapshot, choices),
        "d" => new(this with { Look = DensityPlot.After(LookFor(snapshot.Settings)) }, choices),
        "Esc" => Back(choices),
        _ => new(this, choices),
    };

    /// <summary>A press moves the cross-hair, dragging draws a box from there, a double click selects, the wheel zooms.</summary>
    public Turn? Point(MouseAct act, Zone? zone, Snapshot snapshot, Choices choices)
    {
        if (Held is { } held && act.Kind is MouseKind.Drag or MouseKind.Release)
        {
            var field = MapBox.FieldAt(held.Cells, act.X, act.Y);
            return act.Kind == MouseKind.Release ? new(this with { Held = null }, choices, Message: Corner is null ? null : $"box: {BoxKeys}")
                : field == Cursor ? null
                : new(this with { Corner = held.Field, Cursor = field, Nth = 0 }, choices);
        }

        if (zone is not Zone.Plot plot)
        {
            return null;
        }

        var at = MapBox.FieldAt(plot.Cells, act.X, act.Y);
        return act.Kind switch
        {
            MouseKind.Press => new(this with { Cursor = at, Corner = null, Nth = at == Cursor ? Nth : 0, Held = (at, plot.Cells) }, choices),
            MouseKind.DoubleClick => Selected(snapshot, choices),
            MouseKind.WheelUp => (this with { Cursor = at, Corner = null }).Zoomed(choices),
            MouseKind.WheelDown => Press("Z", snapshot, choices),
            _ => null,
        };
    }

    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        if (snapshot.Data is { } data)
        {
            new MapDrawing(this, canvas, snapshot, choices, data, data.Metrics(choices.Epochs(data.Epochs.Length))).Draw(area);
        }
        else
        {
            NoEpoch.Draw(canvas, area, snapshot, "The map appears");
        }
    }

    public (IPage Page, Request? Request) Follow(Snapshot before, Snapshot after, Choices choices, bool isShown)
    {
        // The cross-hair is on a field, and on an example only for who has picked one there.
        if ((Nth == 0 && !ShowsTrail) || Corner is not null || choices.EpochsShown is not null || before.IsReading
            || before.Data is not { } known || after.Data is not { } data || known.Guids != data.Guids || known.Epochs.Length == data.Epochs.Length)
        {
            return (this, null);
        }

        var (was, now) = (known.Metrics(known.Epochs.Length), data.Metrics(data.Epochs.Length));
        var view = View(now.Across);
        if (MapReading.Of(Box(was.Across), was).Example(Nth) is not { } row
            || view.Column(now.Across.Values[row], MapBox.Across) is not (>= 0 and var column)
            || view.RowFromBelow(now.Confidence[row], MapBox.Up) is not (>= 0 and var up))
        {
            return (this, null);
        }

        var there = this with { Cursor = (column, up) };
        var rows = there.Box(now.Across).Rows(now);
        return (there with { Nth = rows.IndexOf(row) + rows.Length }, null); // counted around, and not 0: it is still picked
    }

    MapPage Moved(int right, int up) => this with
    {
        Cursor = (Math.Clamp(Cursor.Column + right, 0, MapBox.Across - 1), Math.Clamp(Cursor.Row + up, 0, MapBox.Up - 1)),
        Nth = 0,
    };

    Turn Selected(Snapshot snapshot, Choices choices)
    {
        if (snapshot.Data is not { } data)
        {
            return new(this, choices);
        }

        var metrics = data.Metrics(choices.Epochs(data.Epochs.Length));
        var box = Box(metrics.Across);
        var rows = box.Rows(metrics);
        return rows.IsEmpty
            ? new(this, choices, Message: "there is no example in here")
            : new(
                this with { Corner = null }, choices with { Selection = rows, SelectionName = box.Name(metrics.Across.Name) },
                Message: $"{Headings.Examples(rows.Length)} selected; 2 goes back to the map", GoTo: PageId.Examples);
    }

    Turn Copied(Snapshot snapshot, Choices choices) =>
        snapshot.Data is { } data && data.Metrics(choices.Epochs(data.Epochs.Length)) is var metrics && MapReading.Of(Box(metrics.Across), metrics).Example(Nth) is { } row
            ? new(this, choices, Request.Copy.Of(snapshot, data.Guids[row]))
            : new(this, choices, Message: "there is no example in here");

    Turn Zoomed(Choices choices)
    {
        var box = Corner is null
            ? MapBox.Between(Part, Within(Cursor.Column - (ZoomAcross / 2), Cursor.Row - (ZoomUp / 2)), Within(Cursor.Column + (ZoomAcross / 2) - 1, Cursor.Row + (ZoomUp / 2) - 1))
            : MapBox.Between(Part, Corner.Value, Cursor);
        return box.Bounds.Width < LeastWidth
            ? new(this, choices, Message: "this is as near as it gets; Z shows all")
            : new(this with { Part = box.Bounds, Corner = null, Cursor = (MapBox.Across / 2, MapBox.Up / 2), Nth = 0 }, choices, Message: "Z shows all again");

        static (int Column, int Row) Within(int column, int row) => (Math.Clamp(column, 0, MapBox.Across - 1), Math.Clamp(row, 0, MapBox.Up - 1));
    }

    Turn Back(Choices choices) =>
        Corner is not null ? new(this with { Corner = null }, choices)
        : Part != Everything ? new(this with { Part = Everything, Nth = 0 }, choices)
        : new(this, choices with { Selection = null, SelectionName = null }, Message: choices.Selection is null ? null : "nothing is selected now");
}
