namespace TrainingDynamics.Engine.Training;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="TrainLoss">Mean cross-entropy over the training pass, in nats.</param>
/// <param name="TrainAccuracy">Share of right answers over the training pass, in [0, 1].</param>
/// <param name="DevMetrics">
/// <c>accuracy</c> in [0, 1] and <c>loss</c> in nats on the dev set; null when the run was ended before they were taken.
/// </param>
public sealed record EpochResult(
    int Epoch, double TrainLoss, double TrainAccuracy, IReadOnlyDictionary<string, double>? DevMetrics);
