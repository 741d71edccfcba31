namespace TrainingDynamics.Dashboard.Data;

/// <summary>What a GPU says of itself.</summary>
/// <param name="Name">Its product name.</param>
/// <param name="Utilisation">In [0, 1].</param>
/// <param name="MemoryUsed">In bytes.</param>
/// <param name="MemoryTotal">In bytes.</param>
/// <param name="Watts">Power draw; null where it is not told.</param>
sealed record GpuReading(string Name, double Utilisation, double MemoryUsed, double MemoryTotal, double? Watts);
