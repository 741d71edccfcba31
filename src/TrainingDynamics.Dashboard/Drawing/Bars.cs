namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>Bars and sparklines in eighths of a cell.</summary>
static class Bars
{
    const string Across = "▏▎▍▌▋▊▉█";
    const string Up = "▁▂▃▄▅▆▇█";

    /// <summary>A gauge that fills its width, with the share in per cent behind it.</summary>
    public static void Gauge(Canvas canvas, int x, int y, int width, double share, Ink ink = Ink.Curve)
    {
        var percent = Invariant($" {100 * share,3:F0} %");
        var room = width - percent.Length;
        if (room < 1)
        {
            return;
        }

        var eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * room * 8);
        for (var i = 0; i < room; i++)
        {
            var part = Math.Clamp(eighths - (8 * i), 0, 8);
            canvas.Put(x + i, y, part == 0 ? '░' : part == 8 ? '█' : Across[part - 1], part == 0 ? Ink.Dim : ink);
        }

        canvas.Text(x + room, y, percent, Ink.Strong);
    }

    /// <summary>A column of a histogram: from the bottom row upwards, at least an eighth of a cell where the share is above 0.</summary>
    public static void Column(Canvas canvas, int x, int bottom, int height, double share, Ink ink)
    {
        var eighths = share <= 0 ? 0 : Math.Max(1, (int)Math.Round(Math.Min(1, share) * height * 8));
        for (var row = 0; row * 8 < eighths; row++)
        {
            canvas.Put(x, bottom - row, Up[Math.Min(7, eighths - (8 * row) - 1)], ink);
        }
    }

    /// <summary>One rune per value, the least at the bottom and the greatest at the top of its cell.</summary>
    public static string Sparkline(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return "";
        }

        var (least, greatest) = (values.Min(), values.Max());
        var range = greatest - least;
        return string.Concat(values.Select(value => Up[range <= 0 ? 3 : (int)Math.Round((value - least) / range * 7)]));
    }
}
