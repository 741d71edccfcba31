namespace TrainingDynamics.Dashboard.Pages.Map;

/// <summary>The path of one example over the map during the epochs.</summary>
static class MapTrail
{
    /// <summary>[E]: variability and confidence of the first 1, 2, … E epochs.</summary>
    public static (double Variability, double Confidence)[] Of(DynamicsData data, int row, int epochs)
    {
        var running = new RunningMetrics(1);
        return
        [
            .. data.Epochs.Take(epochs).Select(epoch =>
            {
                running.Add(new EpochColumns([epoch.GoldProbability[row]], [epoch.Correct[row]]));
                var metrics = running.Metrics();
                return (metrics.Variability[0], metrics.Confidence[0]);
            }),
        ];
    }

    /// <summary>Draws a line from epoch to epoch with the epochs' numbers at its bends up to 9; beyond, the last one is a diamond.</summary>
    public static void Draw(Canvas canvas, Area cells, Plane view, (double Variability, double Confidence)[] trail)
    {
        var grid = new BrailleGrid(cells.Width, cells.Height);
        (int X, int Y) Dot((double Variability, double Confidence) at) => (
            (int)((at.Variability - view.Left) / view.Width * grid.DotsAcross),
            grid.DotsDown - 1 - (int)((at.Confidence - view.Bottom) / view.Height * grid.DotsDown));
        for (var e = 1; e < trail.Length; e++)
        {
            var (from, to) = (Dot(trail[e - 1]), Dot(trail[e]));
            grid.Line(from.X, from.Y, to.X, to.Y, Ink.Mark);
        }

        grid.CopyTo(canvas, cells.X, cells.Y);
        for (var e = 0; e < trail.Length; e++)
        {
            var (x, y) = (view.Column(trail[e].Variability, cells.Width), view.RowFromBelow(trail[e].Confidence, cells.Height));
            if (x >= 0 && y >= 0)
            {
                canvas.Put(cells.X + x, cells.Bottom - 1 - y, e < 9 ? (char)('1' + e) : e == trail.Length - 1 ? '◆' : '•', Ink.Mark);
            }
        }
    }
}
