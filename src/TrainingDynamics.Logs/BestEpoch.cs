namespace TrainingDynamics.Logs;

/// <summary>The best epoch of a run by the metric that it was asked to go by.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="Metric">The dev metric's name.</param>
/// <param name="Value">What the epoch reached; finite.</param>
public sealed record BestEpoch(int Epoch, string Metric, double Value);
