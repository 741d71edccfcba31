namespace TrainingDynamics.Charts;

/// <summary>
/// One example on the map. All three numbers are finite and in [0, 1]; <see cref="DataMapChart"/> refuses others.
/// </summary>
/// <param name="Variability">
/// Standard deviation over epochs of the gold probability: at most 0.5, with the confidence interval at most 0.56; 0 of one epoch.
/// </param>
/// <param name="Confidence">Mean over epochs of the gold probability.</param>
/// <param name="CorrectnessFraction">Epochs in which the prediction was the gold label, divided by all epochs.</param>
public readonly record struct DataMapPoint(double Variability, double Confidence, double CorrectnessFraction);
