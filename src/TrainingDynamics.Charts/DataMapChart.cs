using ScottPlot;

namespace TrainingDynamics.Charts;

/// <summary>
/// The data map: variability against confidence, colour and shape by correctness, beside it the distributions of
/// the three. Source: Swayamdipta et al. 2020, figure 1.
/// </summary>
public sealed class DataMapChart
{
    const double LeastVariabilityShown = 0.1;

    readonly DataMapPoint[] points;
    readonly DataMapOptions options;

    /// <param name="points">One per example, at least one, every number finite and in [0, 1]; copied.</param>
    /// <param name="options">Null is the default of every option.</param>
    /// <exception cref="ChartException">
    /// No points, a number out of range (the message has its index), or an option out of range.
    /// </exception>
    public DataMapChart(IEnumerable<DataMapPoint> points, DataMapOptions? options = null)
    {
        this.points = [.. points];
        this.options = options ?? new DataMapOptions();
        DataMapInput.Check(this.points);
        DataMapInput.Check(this.options);
    }

    /// <summary>
    /// Draws the map and writes it; the extension chooses the format: .png, .svg or .pdf. The same points and options
    /// give the same bytes. A missing folder is made, an existing file replaced; the file appears when it is whole.
    /// </summary>
    /// <exception cref="ChartException">Another extension, or the file cannot be written.</exception>
    public void Save(string path)
    {
        FigureWriter write = FigureFile.WriterFor(path);
        using Figure figure = Draw();
        FigureFile.Save(path, stream => write(figure, stream));
    }

    Figure Draw()
    {
        DataMapLayout layout = options.Compact ? DataMapLayout.Alone : DataMapLayout.WithHistograms;
        Mark[] marks =
        [
            .. points.Select(point =>
                new Mark(point.Variability, point.Confidence, CorrectnessClass.Of(point.CorrectnessFraction))),
        ];
        CorrectnessClass[] classes = CorrectnessClass.Listed(marks, options.Epochs);
        string title = ChartTheme.Printable(options.Title);
        double right = Math.Max(points.Max(point => point.Variability), LeastVariabilityShown) * 1.06;

        Mark[] drawn = options.Density ? marks : PointSample.Draw(marks, options.MaxPoints);
        var scatter = new DataMapScatter(drawn, classes, layout.GlyphSize) { IsDensity = options.Density };
        Panel map = ScatterPanel.DataMap(scatter, title, layout.Scatter, right);
        ScatterPanel.NoteSample(map, drawn.Length, points.Length);
        List<Panel> panels = [map];
        if (layout.Histograms is [PixelRect upper, PixelRect middle, PixelRect lower])
        {
            IEnumerable<double> confidence = points.Select(point => point.Confidence);
            IEnumerable<double> variability = points.Select(point => point.Variability);
            panels.Add(HistogramPanel.OfRange("confidence", confidence, 0, 1, ChartTheme.Confidence, upper));
            panels.Add(HistogramPanel.OfRange("variability", variability, 0, right, ChartTheme.Variability, middle));
            panels.Add(HistogramPanel.OfClasses("correctness", marks, classes, ChartTheme.Correctness, lower));
        }
        return new Figure(layout.Width, layout.Height, options.Scale, title, panels, scatter);
    }
}
