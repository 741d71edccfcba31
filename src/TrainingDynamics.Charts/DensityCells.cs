namespace TrainingDynamics.Charts;

/// <summary>
/// Points counted in square cells: a cell has the colour of its points' mean correctness, stronger for more points. Counting
/// is fast, while a million glyphs would take seconds and hide one another.
/// </summary>
sealed class DensityCells
{
    const float Side = 2; // in units of the figure

    // Opacity by the logarithm of the count; a lone point must still show.
    const int Levels = 12;
    const float LeastOpacity = 0.25f;

    readonly PixelRect _area;
    readonly int _across;
    readonly int[] _counts;
    readonly int[] _tenths; // summed over the cell's points

    /// <param name="area">The data area in units of the figure; points outside are skipped, as a scatter clips them.</param>
    internal DensityCells(PixelRect area)
    {
        _area = area;
        _across = (int)Math.Ceiling(area.Width / Side) + 1;
        _counts = new int[_across * ((int)Math.Ceiling(area.Height / Side) + 1)];
        _tenths = new int[_counts.Length];
    }

    internal void Add(Pixel at, CorrectnessClass one)
    {
        if (!_area.Contains(at))
        {
            return;
        }

        var cell = (int)((at.Y - _area.Top) / Side) * _across + (int)((at.X - _area.Left) / Side);
        _counts[cell]++;
        _tenths[cell] += one.Tenths;
    }

    internal void Draw(SKCanvas canvas)
    {
        var most = Math.Log(1 + _counts.Max());
        using var paint = new SKPaint();
        for (var cell = 0; cell < _counts.Length; cell++)
        {
            if (_counts[cell] == 0)
            {
                continue;
            }

            var level = (int)Math.Round(Levels * Math.Log(1 + _counts[cell]) / most);
            var opacity = LeastOpacity + (1 - LeastOpacity) * level / Levels;
            paint.Color = CorrectnessClass.Of(_tenths[cell] / 10.0 / _counts[cell]).Color.WithAlpha(opacity).ToSKColor();
            canvas.DrawRect(_area.Left + cell % _across * Side, _area.Top + cell / _across * Side, Side, Side, paint);
        }
    }
}
