namespace TrainingDynamics.Engine.Weights;

/// <summary>A tensor that was not simply loaded.</summary>
/// <param name="Name">The model's name; of an unexpected one, the checkpoint's.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Found">Shape in the checkpoint; null when it is not there.</param>
/// <param name="Expected">Shape in the model; null when it is not there.</param>
public sealed record TensorReport(string Name, TensorOutcome Outcome, IReadOnlyList<long>? Found, IReadOnlyList<long>? Expected);
