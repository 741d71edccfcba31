namespace TrainingDynamics.Dashboard.Pages.Map;

sealed class MapDrawing(MapPage page, Canvas canvas, Snapshot snapshot, Choices choices, DynamicsData data, MapMetrics metrics)
{
    const int PanelWidth = 38;

    readonly MapAxis _axis = metrics.Across;
    readonly Plane _view = page.View(metrics.Across);
    readonly MapBox _box = page.Box(metrics.Across);
    readonly MapReading _reading = MapReading.Of(page.Box(metrics.Across), metrics);

    int? Example => _reading.Example(page.Nth);

    public void Draw(Area area)
    {
        if (area.Width >= Screen.TwoColumns)
        {
            var (map, panel) = area.SplitLeft(area.Width - PanelWidth);
            DrawMap(map);
            DrawPanel(panel with { X = panel.X + 1, Width = panel.Width - 1 });
        }
        else if (area.Width >= Screen.OneColumn)
        {
            var (map, strip) = area.SplitTop(area.Height - 5);
            DrawMap(map);
            DrawLegend(strip with { X = strip.X + 1, Width = strip.Width - 1 });
            DrawStrip(strip with { Y = strip.Y + 1, Height = strip.Height - 1 });
        }
        else
        {
            var (map, strip) = area.SplitTop(area.Height - 2);
            DrawMap(map);
            DrawStrip(strip);
        }
    }

    void DrawMap(Area area)
    {
        var (heading, below) = area.SplitTop(1);
        canvas.Text(heading.X + 1, heading.Y, Headings.Of(data, choices, _axis.IsLoss ? "confidence ↑ against loss →, one epoch has no variability" : "confidence ↑"), Ink.Strong, heading.Width - 1);
        var cells = DensityPlot.Cells(below);
        if (cells.Width < 4 || cells.Height < 2)
        {
            return;
        }

        var grid = DensityGrid.Of(cells.Width, cells.Height, _view, _axis.Values, metrics.Confidence, metrics.CorrectnessShare);
        DensityPlot.DrawAxes(canvas, cells, _view, _axis.Name);
        canvas.Mark(cells, new Zone.Plot(cells));
        DrawCross(cells);
        DensityPlot.Draw(canvas, cells, grid, page.LookFor(snapshot.Settings), ShapeSet.Correctness, snapshot.Settings.Ascii);
        DrawBorders(cells);
        if (page.ShowsTrail && !_axis.IsLoss && Example is { } row)
        {
            MapTrail.Draw(canvas, cells, _view, MapTrail.Of(data, row, metrics.Epochs));
        }

        canvas.Tint(_box.CellsOn(cells), Ink.Cursor);
    }

    // Under the points: hair lines must not hide any.
    void DrawCross(Area cells)
    {
        var field = MapBox.Between(_view, page.Cursor, page.Cursor).CellsOn(cells);
        canvas.Fill(cells with { Y = field.Y + (field.Height / 2), Height = 1 }, '┄');
        canvas.Fill(cells with { X = field.X + (field.Width / 2), Width = 1 }, '┆');
    }

    void DrawBorders(Area cells)
    {
        var regions = metrics.Regions;
        foreach (var (region, letter) in new[] { (Region.Easy, 'E'), (Region.Hard, 'H') })
        {
            if (_view.RowFromBelow(regions.Border(region), cells.Height) is >= 0 and var row)
            {
                canvas.Put(cells.X - 1, cells.Bottom - 1 - row, letter, Ink.Strong);
            }
        }

        if (!_axis.IsLoss && _view.Column(regions.Border(Region.Ambiguous), cells.Width) is >= 0 and var column)
        {
            canvas.Put(cells.X + column, cells.Bottom, 'A', Ink.Strong);
        }
    }

    void DrawPanel(Area area)
    {
        var y = area.Y;
        void Line(string text, Ink ink = Ink.Plain)
        {
            if (y < area.Bottom)
            {
                canvas.Text(area.X, y++, text, ink, area.Width);
            }
        }

        var bounds = _box.Bounds;
        Line(page.Corner is null ? "under the cross-hair" : "in the box", Ink.Strong);
        Line(Invariant($"{_axis.Name,-11} {bounds.Left:0.00##} to {bounds.Right:0.00##}"), Ink.Dim);
        Line(Invariant($"confidence  {bounds.Bottom:0.00##} to {bounds.Top:0.00##}"), Ink.Dim);
        Line(Invariant($"{Headings.Examples(_reading.Rows.Length)}, {100.0 * _reading.Rows.Length / metrics.Count:F1} %"));
        if (Example is { } row)
        {
            Line(Invariant($"confidence {_reading.Confidence:F3}, {_axis.Name} {_reading.Across:F3}"));
            Line(Invariant($"right in {_reading.Correctness:F1} of {metrics.Epochs} epochs, on average"));
            y++;
            Line(Invariant($"example {_reading.Rows.IndexOf(row) + 1:N0} of {_reading.Rows.Length:N0}: {data.Guids[row]} {snapshot.PlaceOf(data.Guids[row])}"), Ink.Strong);
            Line(Invariant($"{snapshot.LabelName(data.Golds[row])}, {metrics.Confidence[row]:F3} {(_axis.IsLoss ? "loss" : "±")} {_axis.Values[row]:F3}, {metrics.Correctness[row]}/{metrics.Epochs} right"));
            foreach (var line in Wrapping.Lines(snapshot.TextOf(data.Guids[row]), area.Width, Math.Max(1, area.Height - 26)))
            {
                Line(line);
            }
        }

        y = Math.Max(y + 1, area.Bottom - 14);
        Line("regions, and who came in", Ink.Strong);
        foreach (var region in Regions)
        {
            Line(RegionLine(region, area.Width));
        }

        Line(Trend(Invariant($"right in epoch {metrics.Epochs}"), Invariant($"{Now.Accuracy:F3}"), [.. Seen.Select(epoch => epoch.Accuracy)], area.Width));
        Line(Trend("never right", Invariant($"{Now.NeverLearnt:N0}"), [.. Seen.Select(epoch => (double)epoch.NeverLearnt)], area.Width));
        y++;
        Line("mean correctness of a cell", Ink.Strong);
        DrawLegend(area with { Y = y });
        y++;
        Line(page.LookFor(snapshot.Settings) switch
        {
            MapLook.Dots => "more dots: more examples (log scale)",
            MapLook.Ramp => $"{DensityPlot.Ramp.Trim()} more examples (log scale)",
            _ => "filled: many examples in the cell",
        }, Ink.Dim);
        Line(_axis.IsLoss ? "E H on the axis: where easy begins" : "E H A on the axes: where easy and", Ink.Dim);
        Line(_axis.IsLoss ? "and hard ends; loss in nats" : "ambiguous begin, where hard ends", Ink.Dim);
    }

    // One epoch has no variability that could make a region.
    Region[] Regions => _axis.IsLoss ? [Region.Easy, Region.Hard] : [Region.Easy, Region.Ambiguous, Region.Hard];

    EpochSummary Now => data.Summaries[metrics.Epochs - 1];

    IEnumerable<EpochSummary> Seen => data.Summaries.Take(metrics.Epochs);

    string RegionLine(Region region, int width)
    {
        var now = Now.Of(region);
        return Trend(
            $"{region.ToString().ToLowerInvariant()} {(region == Region.Hard ? "≤" : "≥")} {now.Border.ToString("F3", System.Globalization.CultureInfo.InvariantCulture)}",
            Invariant($"+{now.Entered:N0}"), [.. Seen.Skip(1).Select(epoch => (double)epoch.Of(region).Entered)], width);
    }

    // The newest epochs that fit.
    static string Trend(string name, string value, double[] values, int width) =>
        $"{name,-17} {value,8} {Bars.Sparkline(values.AsSpan(Math.Max(0, values.Length - Math.Max(0, width - 27))).ToArray())}";

    void DrawStrip(Area area)
    {
        var bounds = _box.Bounds;
        List<string> lines =
        [
            Example is null
                ? Invariant($"{_axis.Name[0]} {bounds.Left:0.00##}–{bounds.Right:0.00##} c {bounds.Bottom:0.00##}–{bounds.Top:0.00##}: no example")
                : Invariant($"{_reading.Rows.Length:N0} in {_axis.Name[0]} {bounds.Left:0.00##}–{bounds.Right:0.00##} c {bounds.Bottom:0.00##}–{bounds.Top:0.00##}, means {_axis.Name[0]} {_reading.Across:F3} c {_reading.Confidence:F3}, right {_reading.Correctness:F1}/{metrics.Epochs}"),
            Example is { } row
                ? $"{data.Guids[row]} {snapshot.LabelName(data.Golds[row])} {snapshot.TextOf(data.Guids[row])}"
                : "",
            string.Join("  ", Regions.Select(region =>
                Invariant($"{region.ToString().ToLowerInvariant()} +{Now.Of(region).Entered:N0} {Bars.Sparkline([.. Seen.Skip(1).Select(epoch => (double)epoch.Of(region).Entered)])}"))),
            Invariant($"right in epoch {metrics.Epochs}: {Now.Accuracy:F3}  never right: {Now.NeverLearnt:N0}"),
        ];
        canvas.Lines(area with { X = area.X + 1, Width = area.Width - 1 }, lines, first: Ink.Strong);
    }

    void DrawLegend(Area line) => DensityPlot.DrawLegend(
        canvas, line, page.LookFor(snapshot.Settings), ShapeSet.Correctness, snapshot.Settings, "never", "1/4", "1/2", "3/4", "always");
}
