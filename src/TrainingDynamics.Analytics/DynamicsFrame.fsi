namespace TrainingDynamics.Analytics

open Deedle

/// Metrics as a Deedle frame: one row per example, keyed by the guid's text; columns named by MetricsColumn.
[<RequireQualifiedAccess>]
module DynamicsFrame =

    /// Columns index, gold, correctness, forgetfulness: int; threshold_closeness, confidence, variability: float;
    /// never_learnt: bool. forgetfulness is missing where an example was never learnt, so a mean over it is one of
    /// counts; columns that the table lacks (gold, forgetfulness with never_learnt) are left out. Raises Deedle's
    /// DuplicateKeyException when an integer and a string guid have the same text.
    val ofTable: table: MetricsTable -> Frame<string, string>

    /// The frame of a run folder, its training_dynamics folder or a metrics file. Raises what
    /// `MetricsFile.readOrCompute` raises.
    val load: path: string -> Frame<string, string>
