namespace TrainingDynamics.Charts;

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
    /// Most points that the scatter shows, at least 1; beyond it a sample with a fixed seed stands for all. The
    /// histograms always count every point.
    /// </summary>
    public int MaxPoints { get; init; } = 55_000;

    /// <summary>Pixels of a PNG per unit of the figure, in [0.25, 10]. Means nothing to SVG and PDF.</summary>
    public double Scale { get; init; } = 2;
}
