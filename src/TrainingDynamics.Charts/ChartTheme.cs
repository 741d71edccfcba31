using System.Globalization;

namespace TrainingDynamics.Charts;

/// <summary>
/// Colours, letters and axes of every chart: white ground, light grid, thin frame, as in seaborn's "whitegrid". Lengths are in
/// units of the figure.
/// </summary>
static class ChartTheme
{
    internal const float TitleSize = 25;
    internal const float LabelSize = 20;
    internal const float TickSize = 17;
    internal const float SmallTickSize = 15;
    internal const float RegionSize = 19;
    internal const float NoteSize = 14;

    internal static readonly Color Ink = Color.FromHex("#262626");
    internal static readonly Color Faint = Color.FromHex("#7A7A7A");
    internal static readonly Color Line = Color.FromHex("#CCCCCC");
    internal static readonly Color Grid = Color.FromHex("#E2E2E2");

    // The colours of the three histograms in AllenAI's figure, so that the two can be read side by side.
    internal static readonly Color Confidence = Color.FromHex("#622A87");
    internal static readonly Color Variability = Color.FromHex("#1B8080");
    internal static readonly Color Correctness = Color.FromHex("#86BF91");

    /// <remarks>
    /// The ends are those of the cool-warm map of K. Moreland, "Diverging Color Maps for Scientific Visualization"
    /// (2009). Between them lie his hues, but darker: his pale middle is made for surfaces, and single points on white
    /// would not show.
    /// </remarks>
    static readonly ScottPlot.Colormaps.CustomInterpolated CoolWarm = new(
    [
        Color.FromHex("#B40426"),
        Color.FromHex("#E26952"),
        Color.FromHex("#85808A"),
        Color.FromHex("#6788EE"),
        Color.FromHex("#3B4CC0"),
    ]);

    /// <param name="fraction">Correctness in [0, 1]: 0 is the red end, 1 the blue one.</param>
    internal static Color CorrectnessColor(double fraction) => CoolWarm.GetColor(fraction);

    internal static Plot NewPlot(string xLabel, string yLabel, float tickSize, PixelPadding padding)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = Colors.Transparent;
        plot.DataBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Grid;
        plot.Grid.MajorLineWidth = 1.2f;
        plot.Layout.Fixed(padding);
        plot.HideLegend();
        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.FrameLineStyle.Color = Line;
            axis.FrameLineStyle.Width = 1.2f;
            axis.FrameLineStyle.AntiAlias = true; // else it vanishes at small scales
            axis.MajorTickStyle.Length = 0;
            axis.MinorTickStyle.Length = 0;
            Letter(axis.TickLabelStyle, tickSize, Ink);
            Letter(axis.Label, LabelSize, Ink);
        }
        plot.Axes.Bottom.Label.Text = xLabel;
        plot.Axes.Left.Label.Text = yLabel;
        return plot;
    }

    /// <summary>Sets typeface, size and colour; ScottPlot would otherwise ask the system for a font.</summary>
    internal static void Letter(LabelStyle label, float size, Color color, bool bold = false)
    {
        label.Font = bold ? InterFont.Bold : InterFont.Regular;
        label.FontSize = size;
        label.ForeColor = color;
    }

    /// <summary>One line of what the font can print: a question mark for each letter that it lacks.</summary>
    internal static string Printable(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return string.Concat(line.EnumerateRunes()
            .Select(rune => InterFont.Bold.ContainsGlyph(rune.Value) ? rune.ToString() : "?"));
    }

    /// <summary>The largest size up to <paramref name="size"/> at which the text is no wider than the room.</summary>
    internal static float FittingSize(string text, float size, float room)
    {
        using var font = new SKFont(InterFont.Bold, size);
        var width = font.MeasureText(text);
        return width <= room ? size : size * room / width;
    }

    /// <summary>Ticks at the multiples of a step in [low, high], printed with a point whatever the culture.</summary>
    internal static ITickGenerator TicksEvery(double step, double low, double high)
    {
        var format = step < 0.1 ? "0.00" : step < 1 ? "0.0" : "0";
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var k = (int)Math.Ceiling(low / step); k * step <= high; k++)
        {
            ticks.AddMajor(k * step, (k * step).ToString(format, CultureInfo.InvariantCulture));
        }

        return ticks;
    }

    /// <summary>
    /// The least step of 1, 2 or 5 times a power of ten that fits into the range at most <paramref name="ticks"/> times.
    /// </summary>
    internal static double RoundStep(double range, int ticks)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(range / ticks)));
        double[] steps = [power, 2 * power, 5 * power, 10 * power];
        return steps.First(step => range / step <= ticks);
    }
}
