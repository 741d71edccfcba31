namespace TrainingDynamics.Charts;

/// <summary>A small distribution beside the map, of all points, drawn or not.</summary>
static class HistogramPanel
{
    const int Bins = 20;
    const double Headroom = 1.06;
    const float AxisWidth = 66; // the same whatever the tick labels, so that the three axis labels align

    /// <summary>
    /// Equal bins over [low, high], which holds every value; the y axis is the density, its bars' areas add up to 1.
    /// </summary>
    internal static Panel OfRange(
        string name, IEnumerable<double> values, double low, double high, Color color, PixelRect place)
    {
        var counts = new int[Bins];
        var total = 0;
        foreach (var value in values)
        {
            counts[Math.Min((int)((value - low) / (high - low) * Bins), Bins - 1)]++;
            total++;
        }
        var width = (high - low) / Bins;
        var bars = counts.Select((count, bin) => (low + (bin + 0.5) * width, count / (total * width)));
        var plot = Bars(name, bars, width, color);
        plot.Axes.SetLimitsX(low - 0.04 * (high - low), high + 0.04 * (high - low));
        plot.Axes.Bottom.TickGenerator = ChartTheme.TicksEvery(ChartTheme.RoundStep(high - low, 4), low, high);
        return new(plot, place);
    }

    /// <summary>
    /// One bar for each class, the last listed first; its height is the class's share of all points.
    /// </summary>
    internal static Panel OfClasses(
        string name, Mark[] points, CorrectnessClass[] classes, Color color, PixelRect place)
    {
        var members = points.ToLookup(point => point.Class);
        CorrectnessClass[] rising = [.. classes.Reverse()];
        var bars = rising.Select((one, at) => ((double)at, members[one].Count() / (double)points.Length));
        var plot = Bars(name, bars, 0.8, color);
        plot.Axes.SetLimitsX(-0.65, rising.Length - 0.35);
        var every = rising.Length > 7 ? 2 : 1; // labels of eleven bars would touch
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var at = 0; at < rising.Length; at++)
        {
            ticks.AddMajor(at, at % every == 0 ? rising[at].Label : "");
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Grid.XAxisStyle.IsVisible = false;
        return new(plot, place);
    }

    static Plot Bars(string name, IEnumerable<(double At, double Height)> bars, double width, Color color)
    {
        var plot = ChartTheme.NewPlot(name, "density", ChartTheme.SmallTickSize, DataMapLayout.HistogramPadding);
        Bar[] drawn = [.. bars.Select(bar => new Bar
        {
            Position = bar.At,
            Value = bar.Height,
            Size = width,
            FillColor = color,
            LineColor = Colors.White,
            LineWidth = 1,
        })];
        plot.Add.Bars(drawn);
        var top = drawn.Max(bar => bar.Value) * Headroom;
        plot.Axes.SetLimitsY(0, top);
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = AxisWidth;
        plot.Axes.Left.TickGenerator = ChartTheme.TicksEvery(ChartTheme.RoundStep(top, 5), 0, top);
        return plot;
    }
}
