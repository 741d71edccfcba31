using ScottPlot;
using SkiaSharp;

namespace TrainingDynamics.Charts;

/// <summary>
/// The points of a map, drawn one by one in their given order, so that no class hides another; ScottPlot's own
/// scatter has one marker for all of its points.
/// </summary>
sealed class DataMapScatter(DataMapPoint[] points, CorrectnessClass[] listed, float size) : IPlottable, IDisposable
{
    readonly SKPaint edge = GlyphPaint.Edge();
    readonly SKPaint[] fills =
        [.. Enumerable.Range(0, CorrectnessClass.Count).Select(tenths => GlyphPaint.Fill(new(tenths)))];

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    /// <summary>
    /// Where the points go on a canvas: each as two outlines by default. A format that can say it shorter puts its
    /// own way here.
    /// </summary>
    internal Action<SKCanvas, IEnumerable<PlacedGlyph>>? DrawInstead { get; set; }

    public IEnumerable<LegendItem> LegendItems => listed.Select(one => new LegendItem
    {
        LabelText = one.Label,
        MarkerStyle = new MarkerStyle { CustomRenderer = new LegendGlyph(one), Size = size * 1.6f },
    });

    /// <remarks>The map fixes its limits itself.</remarks>
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    public void Render(RenderPack rp)
    {
        IEnumerable<PlacedGlyph> placed = points.Select(Place);
        if (DrawInstead is not null)
            DrawInstead(rp.Canvas, placed);
        else
            foreach (PlacedGlyph glyph in placed)
                GlyphPaint.Draw(rp.Canvas, glyph, fills[glyph.Class.Tenths], edge);
    }

    public void Dispose()
    {
        edge.Dispose();
        foreach (SKPaint fill in fills)
            fill.Dispose();
    }

    PlacedGlyph Place(DataMapPoint point)
    {
        Pixel at = Axes.GetPixel(new Coordinates(point.Variability, point.Confidence));
        return new(CorrectnessClass.Of(point.CorrectnessFraction), at.X, at.Y, size);
    }
}
