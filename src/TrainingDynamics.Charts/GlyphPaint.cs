namespace TrainingDynamics.Charts;

/// <summary>How one glyph is coloured, the same in the scatter, its legend and every file format.</summary>
static class GlyphPaint
{
    /// <summary>In [0, 1]: low enough to show density, high enough to show a single point.</summary>
    internal const float FillOpacity = 0.70f;

    internal const float EdgeOpacity = 0.65f;

    /// <summary>In units of the glyph's size.</summary>
    internal const float EdgeWidth = 0.085f;

    internal static SKPaint Fill(CorrectnessClass one) => new()
    {
        Color = one.Color.WithAlpha(FillOpacity).ToSKColor(),
        IsAntialias = true,
    };

    internal static SKPaint Edge() => new()
    {
        Color = SKColors.White.WithAlpha((byte)(255 * EdgeOpacity)),
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = EdgeWidth,
    };

    internal static void Draw(SKCanvas canvas, PlacedGlyph glyph, SKPaint fill, SKPaint edge)
    {
        canvas.Save();
        canvas.Translate(glyph.X, glyph.Y);
        canvas.Scale(glyph.Size);
        canvas.DrawPath(glyph.Class.Glyph, fill);
        canvas.DrawPath(glyph.Class.Glyph, edge);
        canvas.Restore();
    }
}

/// <summary>One point to draw: centre and size in units of the figure.</summary>
readonly record struct PlacedGlyph(CorrectnessClass Class, float X, float Y, float Size);
