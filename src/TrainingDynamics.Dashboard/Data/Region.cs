namespace TrainingDynamics.Dashboard.Data;

/// <summary>Regions of the data map.</summary>
[Flags]
enum Region
{
    None = 0,

    /// <summary>The highest confidence.</summary>
    Easy = 1,

    /// <summary>The highest variability.</summary>
    Ambiguous = 2,

    /// <summary>The lowest confidence.</summary>
    Hard = 4,
}
