using ScottPlot;
using SkiaSharp;

namespace TrainingDynamics.Charts;

/// <summary>
/// The points of a map, drawn one by one in their given order, so that no class hides another; ScottPlot's own
/// scatter has one marker for all of its points. Every class of a point is listed.
/// </summary>
sealed class DataMapScatter(Mark[] points, CorrectnessClass[] listed, float size) : IPlottable, IDisposable
{
    readonly SKPaint _edge = GlyphPaint.Edge();
    readonly Dictionary<CorrectnessClass, SKPaint> _fills = listed.ToDictionary(one => one, GlyphPaint.Fill);

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    /// <summary>
    /// Where the points go on a canvas: each as two outlines by default. A format with a shorter or a
    /// quicker way puts its own here.
    /// </summary>
    internal Action<SKCanvas, IEnumerable<PlacedGlyph>>? DrawInstead { get; set; }

    /// <remarks>Every other class where there are more than a legend has room for: their colours hardly differ.</remarks>
    public IEnumerable<LegendItem> LegendItems => listed.Where(Shown).Select(one => new LegendItem
    {
        LabelText = one.Label,
        MarkerStyle = new MarkerStyle { CustomRenderer = new LegendGlyph(one), Size = size * 1.6f },
    });

    bool Shown(CorrectnessClass one) => listed.Length <= CorrectnessClass.Count || one.Tenths % 2 == 0;

    /// <remarks>The map fixes its limits itself.</remarks>
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <summary>Count the points in cells in place of drawing each.</summary>
    internal bool IsDensity { get; init; }

    public void Render(RenderPack rp)
    {
        if (IsDensity)
        {
            var cells = new DensityCells(rp.DataRect);
            foreach (var point in points)
            {
                cells.Add(Axes.GetPixel(new Coordinates(point.X, point.Y)), point.Class);
            }

            cells.Draw(rp.Canvas);
            return;
        }

        var placed = points.Select(Place);
        if (DrawInstead is not null)
        {
            DrawInstead(rp.Canvas, placed);
        }
        else
        {
            foreach (var glyph in placed)
            {
                GlyphPaint.Draw(rp.Canvas, glyph, _fills[glyph.Class], _edge);
            }
        }
    }

    public void Dispose()
    {
        _edge.Dispose();
        foreach (var fill in _fills.Values)
        {
            fill.Dispose();
        }
    }

    PlacedGlyph Place(Mark point)
    {
        var at = Axes.GetPixel(new Coordinates(point.X, point.Y));
        return new(point.Class, at.X, at.Y, size);
    }
}

/// <summary>One example in the units of the axes, on its way to a scatter.</summary>
readonly record struct Mark(double X, double Y, CorrectnessClass Class);
