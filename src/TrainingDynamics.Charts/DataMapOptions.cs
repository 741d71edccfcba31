namespace TrainingDynamics.Charts;

/// <summary>How a data map is drawn.</summary>
public sealed record DataMapOptions : MapOptions
{
    /// <summary>
    /// Number of epochs E, at least 1: legend and histogram then list all classes k/E, empty ones too. Null lists
    /// the classes that occur. With one epoch the map shows confidence against loss.
    /// </summary>
    public int? Epochs { get; init; }

    /// <summary>
    /// Show how many points lie where, in cells coloured by their mean correctness, in place of a glyph for each of a sample:
    /// for maps of more points than a figure has room for. <see cref="MapOptions.MaxPoints"/> then means nothing.
    /// </summary>
    public bool Density { get; init; }
}
