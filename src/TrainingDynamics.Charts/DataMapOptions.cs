namespace TrainingDynamics.Charts;

/// <summary>How a data map is drawn.</summary>
public sealed record DataMapOptions : MapOptions
{
    /// <summary>
    /// Number of epochs E, at least 1: legend and histogram then list all classes k/E, empty ones too. Null lists
    /// the classes that occur.
    /// </summary>
    public int? Epochs { get; init; }
}
