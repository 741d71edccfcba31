namespace TrainingDynamics.Charts;

/// <summary>One example in the units of the axes, on its way to a scatter.</summary>
readonly record struct Mark(double X, double Y, CorrectnessClass Class);
