using SkiaSharp;

namespace TrainingDynamics.Charts;

/// <summary>A figure in pixels.</summary>
static class PngFigure
{
    internal static void Write(Figure figure, Stream stream)
    {
        int width = Pixels(figure.Width), height = Pixels(figure.Height);
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKSurface surface = SKSurface.Create(info)
            ?? throw new ChartException(
                $"a picture of {width} x {height} pixels does not fit into memory; lower the scale");
        surface.Canvas.Scale((float)figure.Scale);
        figure.Render(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        data.SaveTo(stream);

        int Pixels(int units) => (int)Math.Round(units * figure.Scale);
    }
}
