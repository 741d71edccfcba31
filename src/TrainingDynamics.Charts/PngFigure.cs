namespace TrainingDynamics.Charts;

/// <summary>A figure in pixels.</summary>
static class PngFigure
{
    // Trying all filters for each line takes longer than the compression and saves nothing on drawings; the sixth level would save 2 %.
    static readonly SKPngEncoderOptions Encoding = new(SKPngEncoderFilterFlags.None, 4);

    internal static void Write(Figure figure, Stream stream)
    {
        int width = Pixels(figure.Width), height = Pixels(figure.Height);
        var info = new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info)
            ?? throw new ChartException(
                $"a picture of {width} x {height} pixels does not fit into memory; lower the scale");
        surface.Canvas.Scale((float)figure.Scale);
        using var sprites = new GlyphSprites();
        figure.Scatter.DrawInstead = sprites.Draw;
        figure.Render(surface.Canvas);
        figure.Scatter.DrawInstead = null;
        using var pixels = surface.PeekPixels();
        using var data = pixels.Encode(Encoding)
            ?? throw new ChartException($"the picture of {width} x {height} pixels could not be encoded");
        data.SaveTo(stream);

        int Pixels(int units) => (int)Math.Round(units * figure.Scale);
    }
}
