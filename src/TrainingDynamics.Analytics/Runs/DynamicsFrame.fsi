namespace TrainingDynamics.Analytics

open Deedle

/// Metrics as a Deedle frame: one row per example, keyed by the guid's text; columns named as on disk.
[<RequireQualifiedAccess>]
module DynamicsFrame =

    /// Columns index, gold, correctness, forgetfulness: int; threshold_closeness, confidence, variability: float;
    /// never_learnt: bool; then the table's metrics on request: float, int for counts, bool for flags. forgetfulness
    /// and first_learned are missing where an example was never learnt, so a mean over them is one of counts; columns
    /// that the table lacks (gold, forgetfulness with never_learnt) are left out. Raises Deedle's
    /// DuplicateKeyException when an integer and a string guid have the same text.
    val ofTable: table: MetricsTable -> Frame<string, string>

    /// The frame of a run folder, its training_dynamics folder or a metrics file. Raises what
    /// `MetricsFile.readOrCompute` raises.
    val load: path: string -> Frame<string, string>

    /// The same with options, such as `{ Metrics.defaults with Also = [ "aum"; "mean_loss" ] }`. Raises what
    /// `MetricsFile.readOrComputeWith` raises.
    val loadWith: options: MetricsOptions -> path: string -> Frame<string, string>

    /// The `count` rows that a metric makes most suspicious (all, if there are fewer), the worst first: from the low or
    /// the high end as its definition says, before them the examples that were never learnt where the metric has no
    /// value for these. Ties stay in the frame's order. Raises AnalyticsException when there is no such metric or
    /// the frame lacks it.
    val worst: metric: string -> count: int -> frame: Frame<string, string> -> Frame<string, string>

    /// The regions of `Regions.split` as frames by the names easy, ambiguous and hard, each with its most typical
    /// examples first; they may overlap. proportion: in (0, 1]; raises ArgumentException outside of it,
    /// AnalyticsException when the frame lacks confidence or variability.
    val byRegion: proportion: float -> frame: Frame<string, string> -> Series<string, Frame<string, string>>

    /// Adds the columns of the run's data file, joined by guid. path: a data file as `ExampleTexts.read`
    /// takes it, or a run folder (or its training_dynamics folder), whose manifest names the file. A column that the
    /// frame has already stays the frame's. Raises what `ExampleTexts` raises; LogFormatException also when a guid of
    /// the frame is not in the file.
    val withTexts: path: string -> frame: Frame<string, string> -> Frame<string, string>

    /// The same for a file whose guids stand in the column of that name.
    val withTextsBy:
        guidColumn: string -> path: string -> frame: Frame<string, string> -> Frame<string, string>
