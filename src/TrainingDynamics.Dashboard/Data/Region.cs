namespace TrainingDynamics.Dashboard.Data;

/// <summary>Regions of the data map; a byte, because there is one for every example.</summary>
[Flags]
enum Region : byte
{
    None = 0,

    /// <summary>The highest confidence.</summary>
    Easy = 1,

    /// <summary>The highest variability.</summary>
    Ambiguous = 2,

    /// <summary>The lowest confidence.</summary>
    Hard = 4,
}
