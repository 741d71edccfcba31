namespace TrainingDynamics.Charts;

/// <summary>
/// The map of changes between two runs: change of confidence against change of variability, the colour by change of
/// correctness from -1, blue, to 1, red; beside it the distributions of the three.
/// </summary>
public sealed class ComparisonChart
{
    const double LeastChangeShown = 0.05;

    readonly ComparisonPoint[] _points;
    readonly MapOptions _options;

    /// <param name="points">One per example, at least one, every number finite and in [-1, 1]; copied.</param>
    /// <param name="options">Null is the default of every option.</param>
    /// <exception cref="ChartException">
    /// No points, a number out of range (the message has its index), or an option out of range.
    /// </exception>
    public ComparisonChart(IEnumerable<ComparisonPoint> points, MapOptions? options = null)
    {
        _points = [.. points];
        _options = options ?? new MapOptions();
        DataMapInput.Check(_points);
        DataMapInput.Check(_options);
    }

    /// <summary>Draws and writes as <see cref="DataMapChart.Save"/> does.</summary>
    /// <exception cref="ChartException">Another extension, or the file cannot be written.</exception>
    public void Save(string path) => FigureFile.Save(path, null, Draw);

    Figure Draw()
    {
        var layout = _options.Compact ? DataMapLayout.Alone : DataMapLayout.WithHistograms;
        Mark[] marks =
        [
            .. _points.Select(point => new Mark(
                point.DeltaVariability, point.DeltaConfidence, CorrectnessClass.OfChange(point.DeltaCorrectness))),
        ];
        var classes = CorrectnessClass.Listed(marks, null);
        var title = ChartTheme.Printable(_options.Title);
        var across = Reach(_points.Select(point => point.DeltaVariability));
        var up = Reach(_points.Select(point => point.DeltaConfidence));

        var drawn = PointSample.Draw(marks, _options.MaxPoints);
        var scatter = new DataMapScatter(drawn, classes, layout.GlyphSize);
        var map = ScatterPanel.Changes(scatter, title, layout.Scatter, across, up, EmptiestCorner(marks, across, up));
        ScatterPanel.NoteSample(map, drawn.Length, _points.Length);
        List<Panel> panels = [map];
        if (layout.Histograms is [PixelRect upper, PixelRect middle, PixelRect lower])
        {
            panels.Add(Histogram("Δ confidence", marks.Select(mark => mark.Y), up, ChartTheme.Confidence, upper));
            panels.Add(Histogram("Δ variability", marks.Select(mark => mark.X), across, ChartTheme.Variability, middle));
            panels.Add(HistogramPanel.OfClasses("Δ correctness", marks, classes, ChartTheme.Correctness, lower));
        }
        return new Figure(layout.Width, layout.Height, _options.Scale, title, panels, scatter);
    }

    static Panel Histogram(string name, IEnumerable<double> values, double reach, Color color, PixelRect place) =>
        HistogramPanel.OfRange(name, values, -reach, reach, color, place);

    static Alignment EmptiestCorner(Mark[] marks, double across, double up)
    {
        (Alignment Corner, int X, int Y)[] corners =
        [
            (Alignment.UpperRight, 1, 1), (Alignment.UpperLeft, -1, 1),
            (Alignment.LowerLeft, -1, -1), (Alignment.LowerRight, 1, -1),
        ];
        // A legend covers about this part of the scatter.
        return corners.MinBy(one =>
            marks.Count(mark => mark.X * one.X > 0.7 * across && mark.Y * one.Y > 0.3 * up)).Corner;
    }

    static double Reach(IEnumerable<double> changes) => Math.Max(changes.Max(Math.Abs), LeastChangeShown);
}

/// <summary>
/// What changed for one example from run A to run B, every number B's minus A's. All three are finite and in [-1, 1];
/// <see cref="ComparisonChart"/> refuses others.
/// </summary>
/// <param name="DeltaVariability">Change of the standard deviation over epochs of the gold probability.</param>
/// <param name="DeltaConfidence">Change of the mean over epochs of the gold probability.</param>
/// <param name="DeltaCorrectness">Change of the share of epochs with a correct prediction.</param>
public readonly record struct ComparisonPoint(double DeltaVariability, double DeltaConfidence, double DeltaCorrectness);
