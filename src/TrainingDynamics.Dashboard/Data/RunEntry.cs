namespace TrainingDynamics.Dashboard.Data;

/// <summary>A run of the list of runs.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Name">The path below the folder that was searched.</param>
/// <param name="Run">Its folded events.</param>
public sealed record RunEntry(string Path, string Name, RunState Run);
