using System.Globalization;

namespace TrainingDynamics.Charts;

/// <summary>The map itself: points and legend, and the names of the three regions or the lines of no change.</summary>
static class ScatterPanel
{
    const double Margin = 0.045; // of the range, left free beyond the outermost points
    const double Bottom = -Margin;
    const double Top = 1 + Margin;

    /// <remarks>
    /// <c>across</c> is "variability" or, for one epoch, "loss"; its range ends at <c>right</c>, a little beyond the largest value.
    /// </remarks>
    internal static Panel DataMap(DataMapScatter scatter, string title, PixelRect place, string across, double right)
    {
        var left = -Margin * right;
        var isLoss = across == "loss";
        var plot = Titled(across, "confidence", title, place, new AxisLimits(left, right, Bottom, Top));
        plot.Axes.Bottom.TickGenerator = ChartTheme.TicksEvery(ChartTheme.RoundStep(right, 6), 0, right);
        plot.Axes.Left.TickGenerator = ChartTheme.TicksEvery(0.2, 0, 1);
        plot.PlottableList.Add(scatter);
        Legend(plot, scatter, "correct.", place);
        Region(plot, "easy-to-learn", 0.20, 0.90, 1);
        if (!isLoss)
        {
            Region(plot, "ambiguous", 0.885, 0.50, 0.5);
        }

        Region(plot, "hard-to-learn", isLoss ? 0.80 : 0.20, 0.10, 0);
        return new(plot, place);

        // Places are fractions of the data area, from its lower left corner.
        void Region(Plot plot, string name, double along, double up, double correctness)
        {
            var text = plot.Add.Text(name, left + along * (right - left), Bottom + up * (Top - Bottom));
            ChartTheme.Letter(text.LabelStyle, ChartTheme.RegionSize, ChartTheme.Ink, bold: true);
            text.Alignment = Alignment.MiddleCenter;
            text.LabelBackgroundColor = Colors.White.WithAlpha(0.94);
            text.LabelBorderColor = ChartTheme.CorrectnessColor(correctness);
            text.LabelBorderWidth = 2.2f;
            text.LabelBorderRadius = 8;
            text.LabelStyle.PixelPadding = new(12, 7);
        }
    }

    /// <remarks>Both ranges lie evenly around 0; <c>across</c> and <c>up</c> are their ends, more than 0.</remarks>
    internal static Panel Changes(DataMapScatter scatter, string title, PixelRect place, double across, double up, Alignment legend)
    {
        double right = across * (1 + Margin), top = up * (1 + Margin);
        var plot = Titled("Δ variability", "Δ confidence", title, place, new AxisLimits(-right, right, -top, top));
        plot.Axes.Bottom.TickGenerator = ChartTheme.TicksEvery(ChartTheme.RoundStep(2 * across, 8), -across, across);
        plot.Axes.Left.TickGenerator = ChartTheme.TicksEvery(ChartTheme.RoundStep(2 * up, 10), -up, up);
        plot.Add.HorizontalLine(0, 1.5f, ChartTheme.Faint);
        plot.Add.VerticalLine(0, 1.5f, ChartTheme.Faint);
        plot.PlottableList.Add(scatter);
        Legend(plot, scatter, "Δ correct.", place, legend);
        return new(plot, place);
    }

    static Plot Titled(string xLabel, string yLabel, string title, PixelRect place, AxisLimits limits)
    {
        var plot = ChartTheme.NewPlot(xLabel, yLabel, ChartTheme.TickSize, DataMapLayout.ScatterPadding);
        plot.Axes.SetLimits(limits);
        if (title.Length > 0)
        {
            plot.Title(title);
        }

        var width = place.Contract(DataMapLayout.ScatterPadding).Width;
        var titleSize = ChartTheme.FittingSize(title, ChartTheme.TitleSize, width);
        ChartTheme.Letter(plot.Axes.Title.Label, titleSize, ChartTheme.Ink, bold: true);
        return plot;
    }

    /// <summary>A small line in the lower right corner where not all examples are drawn.</summary>
    internal static void NoteSample(Panel panel, int drawn, int all)
    {
        if (drawn == all)
        {
            return;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{drawn:N0} of {all:N0} examples drawn");
        var note = panel.Plot.Add.Annotation(text, Alignment.LowerRight);
        ChartTheme.Letter(note.LabelStyle, ChartTheme.NoteSize, ChartTheme.Faint);
        note.LabelBackgroundColor = note.LabelBorderColor = note.LabelShadowColor = Colors.Transparent;
    }

    /// <remarks>Lines move closer together when eleven classes would reach down to "ambiguous".</remarks>
    static void Legend(
        Plot plot, DataMapScatter scatter, string title, PixelRect place, Alignment corner = Alignment.UpperRight)
    {
        var dataHeight = place.Contract(DataMapLayout.ScatterPadding).Height;
        LegendItem[] classes = [.. scatter.LegendItems];
        var pitch = Math.Clamp(dataHeight * 0.36f / (classes.Length + 1), 18, 29);
        var heading = new LegendItem { LabelText = title };
        heading.LabelStyle.OffsetX = -22;
        Legend legend = plot.Legend;
        legend.DisplayPlottableLegendItems = false;
        legend.ManualItems.AddRange([heading, .. classes]);
        foreach (LegendItem item in legend.ManualItems)
        {
            ChartTheme.Letter(item.LabelStyle, Math.Min(ChartTheme.TickSize, pitch * 0.75f), ChartTheme.Ink);
        }

        heading.LabelStyle.Font = InterFont.Bold;
        legend.IsVisible = true;
        legend.Alignment = corner;
        legend.Margin = new(12, 12);
        legend.Padding = new(left: 12, right: 0, bottom: 9, top: 9); // the heading is set to the left
        legend.SymbolPadding = 8;
        legend.SymbolWidth = 18;
        legend.InterItemPadding = new(0, 0, pitch * 0.1f, 0);
        legend.BackgroundColor = Colors.White.WithAlpha(0.94);
        legend.OutlineColor = ChartTheme.Line;
        legend.ShadowColor = Colors.Transparent;
    }
}
