namespace TrainingDynamics.Analytics

/// What examples can be ranked by.
[<RequireQualifiedAccess>]
type Metric =
    | ThresholdCloseness
    | Confidence
    | Variability
    | Correctness
    | Forgetfulness

/// Examples in the order in which the reference would pick them for training.
[<RequireQualifiedAccess>]
module Ranking =

    /// Row numbers [N], most wanted first: the lowest confidence or correctness, the highest of the others, an example
    /// that was never learnt before all others by forgetfulness; `worst` turns the order of the values round. Ties
    /// stay in the table's order either way. Raises ArgumentException when the table lacks the metric.
    val order: metric: Metric -> worst: bool -> table: MetricsTable -> int[]

    /// How many examples a proportion stands for: floor(proportion · count). proportion: in (0, 1]; raises
    /// ArgumentException outside of it.
    val sizeOf: proportion: float -> count: int -> int
