namespace TrainingDynamics.Charts;

/// <summary>
/// What changed for one example from run A to run B, every number B's less A's. All three are finite and in [-1, 1];
/// <see cref="ComparisonChart"/> refuses others.
/// </summary>
/// <param name="DeltaVariability">Of the standard deviation over epochs of the gold probability.</param>
/// <param name="DeltaConfidence">Of the mean over epochs of the gold probability.</param>
/// <param name="DeltaCorrectness">Of the share of epochs in which the prediction was the gold label.</param>
public readonly record struct ComparisonPoint(double DeltaVariability, double DeltaConfidence, double DeltaCorrectness);
