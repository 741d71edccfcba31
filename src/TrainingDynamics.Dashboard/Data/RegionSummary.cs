namespace TrainingDynamics.Dashboard.Data;

/// <summary>A region of the map.</summary>
/// <param name="Border">The confidence or variability at which it begins; NaN where it is empty.</param>
/// <param name="Entered">Examples that an epoch less had not put there; 0 in the first epoch.</param>
readonly record struct RegionSummary(double Border, int Entered);
