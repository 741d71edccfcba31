using ScottPlot;
using SkiaSharp;

namespace TrainingDynamics.Charts;

/// <summary>
/// Points counted in square cells: a cell has the colour of its points' mean correctness, the stronger the more there are.
/// Its cost is that of counting, where a million glyphs would take seconds and hide one another.
/// </summary>
sealed class DensityCells
{
    const float Side = 2; // in units of the figure

    // Opacity by the logarithm of the count; a lone point must still show.
    const int Levels = 12;
    const float LeastOpacity = 0.25f;

    readonly PixelRect area;
    readonly int across;
    readonly int[] counts;
    readonly int[] tenths; // summed over the cell's points

    /// <param name="area">The data area in units of the figure; points outside are left out, as a scatter clips them.</param>
    internal DensityCells(PixelRect area)
    {
        this.area = area;
        across = (int)Math.Ceiling(area.Width / Side) + 1;
        counts = new int[across * ((int)Math.Ceiling(area.Height / Side) + 1)];
        tenths = new int[counts.Length];
    }

    internal void Add(Pixel at, CorrectnessClass one)
    {
        if (!area.Contains(at))
        {
            return;
        }

        int cell = (int)((at.Y - area.Top) / Side) * across + (int)((at.X - area.Left) / Side);
        counts[cell]++;
        tenths[cell] += one.Tenths;
    }

    internal void Draw(SKCanvas canvas)
    {
        double most = Math.Log(1 + counts.Max());
        using var paint = new SKPaint();
        for (int cell = 0; cell < counts.Length; cell++)
        {
            if (counts[cell] == 0)
            {
                continue;
            }

            int level = (int)Math.Round(Levels * Math.Log(1 + counts[cell]) / most);
            float opacity = LeastOpacity + (1 - LeastOpacity) * level / Levels;
            paint.Color = CorrectnessClass.Of(tenths[cell] / 10.0 / counts[cell]).Color.WithAlpha(opacity).ToSKColor();
            canvas.DrawRect(area.Left + cell % across * Side, area.Top + cell / across * Side, Side, Side, paint);
        }
    }
}
