namespace TrainingDynamics.Dashboard.Pages.Compare;

/// <summary>Draws the comparison. A is the shown run, B the other; every change is from A to B.</summary>
sealed class CompareDrawing(ComparePage page, Canvas canvas, Snapshot snapshot, RunComparison comparison)
{
    const int PanelWidth = 52;
    const int MigrationHeight = 7;
    const int LowPage = 16;

    // Tabs, status bar, summary and the movers' title.
    const int OtherRows = 6;

    readonly Comparison _result = comparison.Result;

    public static int MoversOn((int Width, int Height) screen) =>
        Math.Max(1, screen.Height - OtherRows - (screen.Width >= Screen.TwoColumns ? MigrationHeight + 1 : 0));

    public void Draw(Area area)
    {
        // The map needs the room more; the numbers stand over the other parts.
        var (heading, below) = area.SplitTop(page.View == CompareView.Map && area.Height < LowPage ? 1 : 3);
        DrawSummary(heading);
        if (area.Width >= Screen.TwoColumns)
        {
            var (map, panel) = below.SplitLeft(below.Width - PanelWidth);
            DrawMap(map);
            var (migration, movers) = (panel with { X = panel.X + 1, Width = panel.Width - 1 }).SplitTop(MigrationHeight + 1);
            DrawMigration(migration);
            DrawMovers(movers);
            return;
        }

        switch (page.View)
        {
            case CompareView.Map:
                DrawMap(below);
                break;
            case CompareView.Movers:
                DrawMovers(below);
                break;
            default:
                DrawMigration(below);
                break;
        }
    }

    void DrawSummary(Area area)
    {
        static string Epochs(DynamicsData data, MapMetrics used) =>
            Headings.Epochs(used.Epochs, data.Epochs.Length);
        static string Rank(double correlation) =>
            double.IsNaN(correlation) ? "none" : Invariant($"{correlation:F3}"); // where all are equal in a run
        var (a, b) = Names(snapshot.Path, snapshot.Other?.Path ?? "");
        var sample = comparison.A.IsSample || comparison.B.IsSample ? " of the samples" : "";
        string[] lines =
        [
            $"A {a} ({Epochs(comparison.A, comparison.MetricsA)}) → B {b} ({Epochs(comparison.B, comparison.MetricsB)})",
            Invariant($"{_result.Guids.Length:N0}{sample} in both{How()}, only A {_result.OnlyInA.Length:N0}, only B {_result.OnlyInB.Length:N0}, other gold class {_result.GoldDiffers.Length:N0}"),
            Invariant($"Spearman c {Rank(_result.SpearmanConfidence)}, v {Rank(_result.SpearmanVariability)}, right {Rank(_result.SpearmanCorrectness)}; learnt only in A {_result.LearntInAOnly:N0}, only in B {_result.LearntInBOnly:N0}"),
        ];
        canvas.Lines(area with { X = area.X + 1, Width = area.Width - 1 }, lines, first: Ink.Strong);
    }

    // Nothing where guids mean the same in both.
    string How()
    {
        var join = _result.Join;
        var leftOut = join.LeftOut.Max(rows => rows.Length);
        return join.By.IsText ? Invariant($" by text{(leftOut > 0 ? Invariant($" ({leftOut:N0} repeated left out)") : "")}")
            : join.OtherText.Length > 0 ? Invariant($" by guid ({join.OtherText.Length:N0} of another text)")
            : "";
    }

    /// <summary>The shortest ends of two paths that differ: runs of one model have folders of the same name.</summary>
    public static (string A, string B) Names(string pathA, string pathB)
    {
        var (a, b) = (pathA.Split('/', StringSplitOptions.RemoveEmptyEntries), pathB.Split('/', StringSplitOptions.RemoveEmptyEntries));
        var parts = 1;
        while (parts < Math.Max(a.Length, b.Length) && a.TakeLast(parts).SequenceEqual(b.TakeLast(parts)))
        {
            parts++;
        }

        return (string.Join('/', a.TakeLast(parts)), string.Join('/', b.TakeLast(parts)));
    }

    void DrawMap(Area area)
    {
        var (plot, strip) = area.SplitTop(area.Height - 2);
        var (title, below) = plot.SplitTop(1);
        canvas.Text(title.X + 1, title.Y, "change of confidence ↑", Heading(CompareView.Map), title.Width - 1);
        var cells = DensityPlot.Cells(below);
        if (cells.Width < 4 || cells.Height < 2)
        {
            return;
        }

        var whole = ComparePage.Whole;
        var look = page.LookFor(snapshot.Settings);
        var grid = DensityGrid.Of(cells.Width, cells.Height, whole, _result.DeltaVariability, _result.DeltaConfidence, Hue);
        DensityPlot.DrawAxes(canvas, cells, whole, "of variability");
        canvas.Mark(cells, new Zone.Plot(cells));
        var (zeroX, zeroY) = (whole.Column(0, cells.Width), whole.RowFromBelow(0, cells.Height));
        canvas.Fill(cells with { Y = cells.Bottom - 1 - zeroY, Height = 1 }, '┄');
        canvas.Fill(cells with { X = cells.X + zeroX, Width = 1 }, '┆');

        DensityPlot.Draw(canvas, cells, grid, look, ShapeSet.Change, snapshot.Settings.Ascii);
        canvas.Tint(page.Box.CellsOn(cells), Ink.Cursor);
        DensityPlot.DrawLegend(
            canvas, strip with { X = strip.X + 1, Width = strip.Width - 1 }, look, ShapeSet.Change, snapshot.Settings, "+1", "+.5", "0", "−.5", "−1 change of correctness");
        var inside = ComparePage.Inside(page.Box, comparison);
        var bounds = page.Box.Bounds;
        var reading = Invariant($"Δv {bounds.Left:0.00} to {bounds.Right:0.00}, Δc {bounds.Bottom:0.00} to {bounds.Top:0.00}: {Headings.Examples(inside.Length)}");
        canvas.Text(strip.X + 1, strip.Y + 1, inside.IsEmpty ? reading : $"{reading}, first {_result.Guids[inside[0]]} {Text(inside[0])}", Ink.Plain, strip.Width - 1);
    }

    // Red is a gain and blue a loss, as in the comparison's picture; these are the ends of the correctness scale.
    double Hue(int entry) => (1 - _result.DeltaCorrectness[entry]) / 2;

    Ink Heading(CompareView view) => page.View == view ? Ink.Cursor : Ink.Strong;

    void DrawMigration(Area area)
    {
        canvas.Text(area.X + 1, area.Y, "regions: from A (down) to B (across)", Heading(CompareView.Regions), area.Width - 1);
        var width = Math.Clamp((area.Width - 11) / _result.Regions.Length, 5, 10);
        for (var i = 0; i < _result.Regions.Length && area.Height > i + 2; i++)
        {
            var column = area.X + 11 + (i * width);
            canvas.TextBefore(column + width, area.Y + 1, _result.Regions[i].Length >= width ? _result.Regions[i][..(width - 1)] : _result.Regions[i], Ink.Dim);
            canvas.Text(area.X + 1, area.Y + 2 + i, _result.Regions[i], Ink.Dim);
            for (var into = 0; into < _result.Regions.Length; into++)
            {
                canvas.TextBefore(area.X + 11 + ((into + 1) * width), area.Y + 2 + i, Count(_result.Migration[i][into], width), i == into ? Ink.Strong : Ink.Plain);
            }
        }
    }

    static string Count(int count, int width) => Invariant($"{count:N0}") is var text && text.Length < width ? text : LineChart.Short(count);

    void DrawMovers(Area area)
    {
        canvas.Text(area.X + 1, area.Y, "confidence, greatest changes first", Heading(CompareView.Movers), area.Width - 1);
        if (snapshot.Comparison != comparison)
        {
            canvas.Text(area.X + 1, area.Y, Headings.Waiting(Math.Max(snapshot.Data!.Epochs.Length, 1)), Ink.Mark, area.Width - 1);
        }

        var lines = area.Height - 1;
        var cursor = page.Place(_result);
        var first = page.Mover.First(cursor, _result.Movers.Length, Math.Max(1, lines));
        for (var i = 0; i < lines && first + i < _result.Movers.Length; i++)
        {
            var entry = _result.Movers[first + i];
            var line = area with { Y = area.Y + 1 + i, Height = 1 };
            var before = comparison.MetricsA.Confidence[_result.RowsA[entry]];
            var after = comparison.MetricsB.Confidence[_result.RowsB[entry]];
            canvas.Text(line.X + 2, line.Y, Invariant($"{before:F3} → {after:F3}"), DensityPlot.InkOf(Hue(entry)), line.Width - 2);
            canvas.Text(line.X + 17, line.Y, $"{_result.Guids[entry]}  {(line.Width >= Screen.OneColumn && snapshot.PlaceOf(_result.Guids[entry]) is { Length: > 0 } place ? place + "  " : "")}{Text(entry)}", Ink.Plain, line.Width - 17);
            canvas.Mark(line, new Zone.Row(first + i));
            if (first + i == cursor && page.View == CompareView.Movers)
            {
                canvas.Tint(line, Ink.Cursor);
                canvas.Put(line.X + 1, line.Y, '▶', Ink.Cursor);
            }
        }
    }

    string Text(int entry) => snapshot.TextOf(_result.Guids[entry]);
}
