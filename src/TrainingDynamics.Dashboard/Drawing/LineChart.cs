namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>A curve in braille with its least and greatest value at the left and the range of x below.</summary>
static class LineChart
{
    const int LabelWidth = 8;

    /// <summary>Draws the curves in one scale; a value that is not finite breaks its curve.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="area">At least 12 × 3, else nothing is drawn.</param>
    /// <param name="curves">Points in order of x.</param>
    /// <param name="xLabel">Below the axis, between the ends.</param>
    /// <param name="range">Least and greatest value of the scale; null fits the data.</param>
    /// <param name="crossHair">The x of a vertical line; null: none.</param>
    public static void Draw(
        Canvas canvas, Area area, IReadOnlyList<(IReadOnlyList<CurvePoint> Points, Ink Ink)> curves, string xLabel, (double Least, double Greatest)? range = null, double? crossHair = null)
    {
        var finite = curves.SelectMany(curve => curve.Points).Where(point => double.IsFinite(point.Y)).ToList();
        if (area.Width < LabelWidth + 4 || area.Height < 3)
        {
            return;
        }

        if (finite.Count == 0)
        {
            canvas.Text(area.X + 1, area.Y + (area.Height / 2), "nothing yet", Ink.Dim, area.Width - 1);
            return;
        }

        var (least, greatest) = range ?? (finite.Min(point => point.Y), finite.Max(point => point.Y));
        if (greatest <= least)
        {
            (least, greatest) = (least - (0.5 * Math.Max(1e-12, Math.Abs(least))), greatest + (0.5 * Math.Max(1e-12, Math.Abs(greatest))));
        }

        var (left, right) = (finite.Min(point => point.X), finite.Max(point => point.X));
        var plot = new Area(area.X + LabelWidth, area.Y, area.Width - LabelWidth, area.Height - 1);
        canvas.Mark(plot, new Zone.Curve(plot, left, right));
        canvas.TextBefore(plot.X - 1, plot.Y, Short(greatest), Ink.Dim);
        canvas.TextBefore(plot.X - 1, plot.Bottom - 1, Short(least), Ink.Dim);
        canvas.Fill(new Area(plot.X - 1, plot.Y, 1, plot.Height), '│');

        canvas.Text(plot.X, plot.Bottom, Short(left), Ink.Dim);
        canvas.TextBefore(plot.Right, plot.Bottom, Short(right), Ink.Dim);
        canvas.Text(plot.X + ((plot.Width - xLabel.Length) / 2), plot.Bottom, xLabel, Ink.Dim);

        var grid = new BrailleGrid(plot.Width, plot.Height);
        int Column(double x) => right > left ? (int)Math.Round((x - left) / (right - left) * (grid.DotsAcross - 1)) : 0;
        int Row(double y) => (int)Math.Round((greatest - y) / (greatest - least) * (grid.DotsDown - 1));
        foreach (var (points, ink) in curves)
        {
            CurvePoint? before = null;
            foreach (var point in points)
            {
                if (double.IsFinite(point.Y))
                {
                    var from = before ?? point;
                    grid.Line(Column(from.X), Row(from.Y), Column(point.X), Row(point.Y), ink);
                }

                before = double.IsFinite(point.Y) ? point : null;
            }
        }

        if (crossHair is { } at && at >= left && at <= right)
        {
            canvas.Fill(new Area(plot.X + (Column(at) / 2), plot.Y, 1, plot.Height), '│', Ink.Mark);
        }

        grid.CopyTo(canvas, plot.X, plot.Y);
    }

    /// <summary>A number in at most seven characters.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 => Invariant($"{value / 1e6:0.##}M"),
        >= 1e4 => Invariant($"{value / 1e3:0.#}k"),
        >= 100 => Invariant($"{value:0}"),
        >= 0.01 => Invariant($"{value:0.###}"),
        _ => Invariant($"{value:0.#e+0}"),
    };
}

/// <summary>A point of a curve.</summary>
/// <param name="X">Finite: a step or an epoch.</param>
/// <param name="Y">Not finite where the curve breaks.</param>
readonly record struct CurvePoint(double X, double Y);
