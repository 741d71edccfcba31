namespace TrainingDynamics.Dashboard.Pages;

static class CurvePanels
{
    /// <summary>Draws the training loss and, where there is one, the dev loss after every epoch.</summary>
    public static void Loss(Canvas canvas, Area area, Snapshot snapshot, double? crossHair)
    {
        var train = snapshot.Curves.Loss.Points;
        var perEpoch = snapshot.Run.Run?.StepsPerEpoch ?? 1;
        var dev = snapshot.Curves.Dev.GetValueOrDefault("loss", Series.Empty).Points.Select(point => point with { X = point.X * perEpoch }).ToList();
        var inside = canvas.Frame(area, "loss");
        LineChart.Draw(canvas, inside, [(train, Ink.Curve), (dev, Ink.Curve2)], "step", crossHair: crossHair);
        if (train.IsEmpty || inside.Width < 30)
        {
            return;
        }

        var trainText = Invariant($"train {train[^1].Y:F4}");
        var devText = dev.Count > 0 ? Invariant($"  dev {dev[^1].Y:F4}") : "";
        var x = area.Right - 4 - trainText.Length - devText.Length;
        x = canvas.Text(x, area.Y, $" {trainText}", Ink.Curve);
        x = canvas.Text(x, area.Y, devText, Ink.Curve2);
        canvas.Text(x, area.Y, " ", Ink.Plain);
    }

    /// <summary>Draws curve 0, the learning rate, 1, the gradient norm, or 2, examples per second.</summary>
    public static void Small(Canvas canvas, Area area, Snapshot snapshot, int which, double? crossHair)
    {
        var (name, series) = which switch
        {
            0 => ("learning rate", snapshot.Curves.LearningRate),
            1 => ("gradient norm", snapshot.Curves.GradientNorm),
            _ => ("examples/s", snapshot.Curves.ExamplesPerSecond),
        };
        var title = series.Points.IsEmpty ? name : $"{name} {LineChart.Short(series.Points[^1].Y)}";
        LineChart.Draw(canvas, canvas.Frame(area, title), [(series.Points, Ink.Curve)], "step", crossHair: crossHair);
    }

    /// <summary>The index of the point nearest to a step; there is at least one point.</summary>
    public static int Nearest(ImmutableArray<CurvePoint> points, double step)
    {
        var nearest = 0;
        for (var i = 1; i < points.Length; i++)
        {
            nearest = Math.Abs(points[i].X - step) < Math.Abs(points[nearest].X - step) ? i : nearest;
        }

        return nearest;
    }

    public static string ReadOut(Snapshot snapshot, double step)
    {
        var curves = snapshot.Curves;
        double At(Series series) => series.Points.IsEmpty ? double.NaN : series.Points[Nearest(series.Points, step)].Y;
        return Invariant(
            $"step {step:F0}: loss {At(curves.Loss):F4}, learning rate {LineChart.Short(At(curves.LearningRate))}, gradient norm {LineChart.Short(At(curves.GradientNorm))}, {At(curves.ExamplesPerSecond):N0} examples/s");
    }
}
