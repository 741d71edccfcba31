namespace TrainingDynamics.Analytics

/// How far two columns put the same examples in the same order.
[<RequireQualifiedAccess>]
module RankCorrelation =

    /// Ranks from 1, smallest first; equal values share the mean of their ranks. values: [N], without NaN; result: [N].
    val ranks: values: float[] -> float[]

    /// Spearman's correlation: Pearson's of the ranks. a, b: [N] of the same examples, without NaN; result: in [-1, 1],
    /// NaN where N is below 2 or a column is constant. Raises ArgumentException when the lengths differ.
    val spearman: a: float[] -> b: float[] -> float
