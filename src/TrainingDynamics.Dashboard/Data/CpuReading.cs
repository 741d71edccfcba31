namespace TrainingDynamics.Dashboard.Data;

/// <summary>How busy the processors are.</summary>
/// <param name="Cores">Those that the training kept busy, on average over some seconds; 1.5: one and a half.</param>
/// <param name="All">Those that there are.</param>
/// <param name="Load">Processes of the machine that ran or waited to, on average over a minute; null where it is not told.</param>
sealed record CpuReading(double Cores, int All, double? Load);
