using ScottPlot;
using SkiaSharp;

namespace TrainingDynamics.Charts;

/// <summary>The mark of one class in the legend, opaque: alone on white it needs no transparency.</summary>
sealed class LegendGlyph(CorrectnessClass one) : IMarker
{
    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        using var fill = GlyphPaint.Fill(one);
        fill.Color = one.Color.ToSKColor();
        using var edge = GlyphPaint.Edge();
        GlyphPaint.Draw(canvas, new PlacedGlyph(one, center.X, center.Y, size), fill, edge);
    }
}
