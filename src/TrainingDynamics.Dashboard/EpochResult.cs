using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard;

/// <summary>What is known of one epoch; a value that has not come yet is null.</summary>
/// <param name="Epoch">0-based.</param>
/// <param name="TrainLoss">Mean cross-entropy of the training pass, in nats.</param>
/// <param name="TrainAccuracy">Of the training pass, in [0, 1].</param>
/// <param name="DevMetrics">The task's metrics on the dev set by name.</param>
/// <param name="Classification">Of each evaluation set by its name, the dev set first, how well its classes were predicted.</param>
public sealed record EpochResult(
    int Epoch,
    double? TrainLoss = null,
    double? TrainAccuracy = null,
    IReadOnlyDictionary<string, double>? DevMetrics = null,
    IReadOnlyDictionary<string, ClassificationScores>? Classification = null);
