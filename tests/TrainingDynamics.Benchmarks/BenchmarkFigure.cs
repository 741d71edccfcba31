namespace TrainingDynamics.Benchmarks;

/// <summary>One line of a results file.</summary>
/// <param name="What">What was measured, as the table prints it.</param>
/// <param name="Value">Median of the runs, or a ratio of two medians taken in turn.</param>
/// <param name="Unit">ms, MB, times or %.</param>
/// <param name="Target">What was aimed at, in the same unit; null: nothing.</param>
/// <param name="HigherIsBetter">Whether the target is a least and not a most.</param>
sealed record BenchmarkFigure(string What, double Value, string Unit, double? Target = null, bool HigherIsBetter = false);
