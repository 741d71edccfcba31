using System.Globalization;

namespace TrainingDynamics.Charts;

/// <summary>
/// The points that share a colour, a glyph and a line of the legend: correctness rounded to a tenth, so that any
/// number of epochs gives at most eleven. Up to ten epochs every k/E has its own class. A change of correctness
/// is a tenth from -10, the blue end, to 10, the red one.
/// </summary>
readonly record struct CorrectnessClass(int Tenths, bool IsChange = false)
{
    internal const int Count = 11;

    /// <remarks>Halves go to the even tenth, as Python's "%.1f" prints 0.25, 0.5 and 0.75.</remarks>
    internal static CorrectnessClass Of(double fraction) => new((int)Math.Round(fraction * 10));

    /// <param name="change">In [-1, 1].</param>
    internal static CorrectnessClass OfChange(double change) => new((int)Math.Round(change * 10), IsChange: true);

    internal string Label => (Tenths / 10.0).ToString(IsChange ? "+0.0;-0.0;0.0" : "0.0", CultureInfo.InvariantCulture);

    internal Color Color => ChartTheme.CorrectnessColor(IsChange ? (10 - Tenths) / 20.0 : Tenths / 10.0);

    /// <summary>Outline around the origin, about one unit across; shared, never changed.</summary>
    /// <remarks>A change has one shape for all classes: most examples hardly change, and their marks lie on top of each other.</remarks>
    internal SKPath Glyph => IsChange ? CorrectnessGlyphs.Round : CorrectnessGlyphs.All[Tenths];

    /// <summary>Classes from the most to the least tenths: those in the data and, where E is known, every k/E.</summary>
    internal static CorrectnessClass[] Listed(IEnumerable<Mark> points, int? epochs)
    {
        var classes = points.Select(point => point.Class).ToHashSet();
        if (epochs is int total)
        {
            classes.UnionWith(Enumerable.Range(0, total + 1).Select(times => Of(times / (double)total)));
        }

        return [.. classes.OrderByDescending(one => one.Tenths)];
    }
}
