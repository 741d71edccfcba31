namespace TrainingDynamics.Data;

/// <summary>A further set that a task is evaluated on.</summary>
/// <param name="Name">What its metrics' names end in, behind an underscore: <c>mismatched</c> for MNLI.</param>
/// <param name="Data">Same classes as the training set.</param>
public sealed record EvaluationSet(string Name, Dataset Data);
