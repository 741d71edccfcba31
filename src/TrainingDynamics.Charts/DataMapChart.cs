namespace TrainingDynamics.Charts;

/// <summary>
/// The data map: confidence against variability, colour and shape by correctness, beside it the distributions of the three.
/// One epoch has no variability, so its map shows the loss instead. Source: Swayamdipta et al. 2020, figure 1.
/// </summary>
public sealed class DataMapChart
{
    const double LeastShown = 0.1;

    // In nats; examples beyond it, with a probability below 2e-9, lie on the edge.
    const double GreatestLoss = 20;

    readonly DataMapPoint[] _points;
    readonly DataMapOptions _options;

    /// <param name="points">One per example, at least one, every number finite and in [0, 1]; copied.</param>
    /// <param name="options">Null is the default of every option.</param>
    /// <exception cref="ChartException">
    /// No points, a number out of range (the message has its index), or an option out of range.
    /// </exception>
    public DataMapChart(IEnumerable<DataMapPoint> points, DataMapOptions? options = null)
    {
        _points = [.. points];
        _options = options ?? new DataMapOptions();
        DataMapInput.Check(_points);
        DataMapInput.Check(_options);
    }

    /// <summary>
    /// Draws the map and writes it; the extension chooses the format: .png, .svg or .pdf. The same points and options
    /// give the same bytes. A missing folder is made, an existing file replaced; the file appears when it is whole.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="format">png, svg or pdf, whatever the extension; null: as the extension says.</param>
    /// <exception cref="ChartException">Another extension, or the file cannot be written.</exception>
    public void Save(string path, string? format = null) => FigureFile.Save(path, format, Draw);

    Figure Draw()
    {
        var layout = _options.Compact ? DataMapLayout.Alone : DataMapLayout.WithHistograms;
        var isLoss = _options.Epochs == 1;
        var across = isLoss ? "loss" : "variability";
        Mark[] marks =
        [
            .. _points.Select(point => new Mark(
                isLoss ? Math.Min(GreatestLoss, -Math.Log(point.Confidence)) : point.Variability,
                point.Confidence,
                CorrectnessClass.Of(point.CorrectnessFraction))),
        ];
        var classes = CorrectnessClass.Listed(marks, _options.Epochs);
        var title = ChartTheme.Printable(_options.Title);
        var right = Math.Max(marks.Max(mark => mark.X), LeastShown) * 1.06;

        var drawn = _options.Density ? marks : PointSample.Draw(marks, _options.MaxPoints);
        var scatter = new DataMapScatter(drawn, classes, layout.GlyphSize) { IsDensity = _options.Density };
        var map = ScatterPanel.DataMap(scatter, title, layout.Scatter, across, right);
        ScatterPanel.NoteSample(map, drawn.Length, _points.Length);
        List<Panel> panels = [map];
        if (layout.Histograms is [PixelRect upper, PixelRect middle, PixelRect lower])
        {
            var confidence = _points.Select(point => point.Confidence);
            panels.Add(HistogramPanel.OfRange("confidence", confidence, 0, 1, ChartTheme.Confidence, upper));
            panels.Add(HistogramPanel.OfRange(across, marks.Select(mark => mark.X), 0, right, ChartTheme.Variability, middle));
            panels.Add(HistogramPanel.OfClasses("correctness", marks, classes, ChartTheme.Correctness, lower));
        }
        return new Figure(layout.Width, layout.Height, _options.Scale, title, panels, scatter);
    }
}

/// <summary>
/// How a map of any kind is drawn. The figure is 1400 x 1000 units, a compact one 1000 x 750: pixels of a PNG at scale 1,
/// user units of an SVG, points of a PDF.
/// </summary>
public record MapOptions
{
    /// <summary>
    /// Heading, on one line and shrunk where it is too long; empty for none. The font has Latin, Greek and Cyrillic
    /// letters; any other prints as a question mark.
    /// </summary>
    public string Title { get; init; } = "Data Map";

    /// <summary>The scatter alone, without the three histograms.</summary>
    public bool Compact { get; init; }

    /// <summary>
    /// Most points that the scatter shows, at least 1; of more points it shows a sample with a fixed seed. The histograms
    /// always count every point.
    /// </summary>
    public int MaxPoints { get; init; } = 55_000;

    /// <summary>Pixels of a PNG per unit of the figure, in [0.25, 10]. No effect on SVG and PDF.</summary>
    public double Scale { get; init; } = 2;
}

/// <summary>How a data map is drawn.</summary>
public sealed record DataMapOptions : MapOptions
{
    /// <summary>
    /// Number of epochs E, at least 1: legend and histogram then list all classes k/E, empty ones too. Null lists
    /// the classes that occur. With one epoch the map shows confidence against loss.
    /// </summary>
    public int? Epochs { get; init; }

    /// <summary>
    /// Draw cells that show how many points lie in them, coloured by mean correctness, instead of a glyph for each point of a
    /// sample: for more points than a figure has room for. <see cref="MapOptions.MaxPoints"/> then has no effect.
    /// </summary>
    public bool Density { get; init; }
}

/// <summary>
/// One example on the map. All three numbers are finite and in [0, 1]; <see cref="DataMapChart"/> refuses others.
/// </summary>
/// <param name="Variability">
/// Standard deviation over epochs of the gold probability: at most 0.5, with the confidence interval at most 0.56; 0 with one epoch.
/// </param>
/// <param name="Confidence">Mean over epochs of the gold probability.</param>
/// <param name="CorrectnessFraction">Epochs with a correct prediction, divided by all epochs.</param>
public readonly record struct DataMapPoint(double Variability, double Confidence, double CorrectnessFraction);
