using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace TrainingDynamics.Charts;

/// <summary>
/// The points that share a colour, a glyph and a line of the legend: correctness rounded to a tenth, so that any
/// number of epochs gives at most eleven. Up to ten epochs every k/E has a class of its own.
/// </summary>
readonly record struct CorrectnessClass(int Tenths)
{
    internal const int Count = 11;

    /// <remarks>Halves go to the even tenth, as Python's "%.1f" prints 0.25, 0.5 and 0.75.</remarks>
    internal static CorrectnessClass Of(double fraction) => new((int)Math.Round(fraction * 10));

    internal string Label => (Tenths / 10.0).ToString("0.0", CultureInfo.InvariantCulture);

    internal Color Color => ChartTheme.CorrectnessColor(Tenths / 10.0);

    /// <summary>Outline around the origin, about one unit across; shared, never changed.</summary>
    internal SKPath Glyph => CorrectnessGlyphs.All[Tenths];

    /// <summary>Classes from most to least often correct: those in the data and, where E is known, every k/E.</summary>
    internal static CorrectnessClass[] Listed(IEnumerable<DataMapPoint> points, int? epochs)
    {
        var classes = points.Select(point => Of(point.CorrectnessFraction)).ToHashSet();
        if (epochs is int total)
            classes.UnionWith(Enumerable.Range(0, total + 1).Select(times => Of(times / (double)total)));
        return [.. classes.OrderByDescending(one => one.Tenths)];
    }
}
