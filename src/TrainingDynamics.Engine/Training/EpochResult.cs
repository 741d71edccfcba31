namespace TrainingDynamics.Engine.Training;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="TrainLoss">Mean loss over the training pass: cross-entropy in nats, squared error in a regression.</param>
/// <param name="TrainAccuracy">Share of right answers over the training pass, in [0, 1]; null in a regression.</param>
/// <param name="DevMetrics">
/// The task's metrics and <c>loss</c> on the dev set; null when the run was ended before they were taken.
/// </param>
public sealed record EpochResult(
    int Epoch, double TrainLoss, double? TrainAccuracy, IReadOnlyDictionary<string, double>? DevMetrics);
