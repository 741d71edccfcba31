using ScottPlot;

namespace TrainingDynamics.Charts;

/// <summary>The map itself: points, legend and the names of the three regions.</summary>
static class ScatterPanel
{
    const double Margin = 0.045; // of the range, left free beyond the outermost points
    const double Bottom = -Margin;
    const double Top = 1 + Margin;

    /// <remarks>The range ends at <c>right</c>, more than 0: a share beyond the largest variability.</remarks>
    internal static Panel Draw(DataMapScatter scatter, string title, PixelRect place, double right)
    {
        Plot plot = ChartTheme.NewPlot("variability", "confidence", ChartTheme.TickSize, DataMapLayout.ScatterPadding);
        PixelRect data = place.Contract(DataMapLayout.ScatterPadding);
        double left = -Margin * right;
        plot.Axes.SetLimits(left, right, Bottom, Top);
        plot.Axes.Bottom.TickGenerator = ChartTheme.TicksEvery(ChartTheme.RoundStep(right, 6), 0, right);
        plot.Axes.Left.TickGenerator = ChartTheme.TicksEvery(0.2, 0, 1);

        if (title.Length > 0)
            plot.Title(title);
        float titleSize = ChartTheme.FittingSize(title, ChartTheme.TitleSize, data.Width);
        ChartTheme.Letter(plot.Axes.Title.Label, titleSize, ChartTheme.Ink, bold: true);

        plot.PlottableList.Add(scatter);
        Legend(plot, scatter, data.Height);
        Region(plot, "easy-to-learn", 0.20, 0.90, 1);
        Region(plot, "ambiguous", 0.885, 0.50, 0.5);
        Region(plot, "hard-to-learn", 0.20, 0.10, 0);
        return new(plot, place);

        // Places are fractions of the data area, from its lower left corner: the regions' corners of the bow.
        void Region(Plot plot, string name, double across, double up, double correctness)
        {
            var text = plot.Add.Text(name, left + across * (right - left), Bottom + up * (Top - Bottom));
            ChartTheme.Letter(text.LabelStyle, ChartTheme.RegionSize, ChartTheme.Ink, bold: true);
            text.Alignment = Alignment.MiddleCenter;
            text.LabelBackgroundColor = Colors.White.WithAlpha(0.94);
            text.LabelBorderColor = ChartTheme.CorrectnessColor(correctness);
            text.LabelBorderWidth = 2.2f;
            text.LabelBorderRadius = 8;
            text.LabelStyle.PixelPadding = new(12, 7);
        }
    }

    /// <summary>A small line in the lower right corner, which no point can reach.</summary>
    internal static void Note(Panel panel, string text)
    {
        var note = panel.Plot.Add.Annotation(text, Alignment.LowerRight);
        ChartTheme.Letter(note.LabelStyle, ChartTheme.NoteSize, ChartTheme.Faint);
        note.LabelBackgroundColor = note.LabelBorderColor = note.LabelShadowColor = Colors.Transparent;
    }

    /// <remarks>Lines move together where eleven classes would reach down to "ambiguous".</remarks>
    static void Legend(Plot plot, DataMapScatter scatter, float dataHeight)
    {
        LegendItem[] classes = [.. scatter.LegendItems];
        float pitch = Math.Clamp(dataHeight * 0.36f / (classes.Length + 1), 18, 29);
        var heading = new LegendItem { LabelText = "correct." };
        heading.LabelStyle.OffsetX = -22;
        Legend legend = plot.Legend;
        legend.DisplayPlottableLegendItems = false;
        legend.ManualItems.AddRange([heading, .. classes]);
        foreach (LegendItem item in legend.ManualItems)
            ChartTheme.Letter(item.LabelStyle, Math.Min(ChartTheme.TickSize, pitch * 0.75f), ChartTheme.Ink);
        heading.LabelStyle.Font = InterFont.Bold;
        legend.IsVisible = true;
        legend.Alignment = Alignment.UpperRight;
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
