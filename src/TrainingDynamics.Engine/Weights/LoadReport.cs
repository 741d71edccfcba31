namespace TrainingDynamics.Engine.Weights;

/// <summary>What loading a checkpoint did and did not find.</summary>
/// <param name="Loaded">Number of tensors taken from the file.</param>
/// <param name="Initialized">
/// Names of the head's tensors that the file lacks or has for another number of labels, and that start fresh; empty when
/// the whole model was there.
/// </param>
/// <param name="Unused">Names of the file's tensors that the model has no place for.</param>
public sealed record LoadReport(int Loaded, IReadOnlyList<string> Initialized, IReadOnlyList<string> Unused);
