namespace TrainingDynamics.Analytics

/// The names of the metrics, the same in files, frames and scripts. Source: the reference's td_metrics.jsonl.
[<RequireQualifiedAccess>]
module MetricsColumn =

    /// The example's own id; the key of a frame's rows.
    [<Literal>]
    let Guid = "guid"

    /// See MetricsTable.Index.
    [<Literal>]
    let Index = "index"

    /// See MetricsTable.Gold; in frames only.
    [<Literal>]
    let Gold = "gold"

    /// See MetricsTable.ThresholdCloseness.
    [<Literal>]
    let ThresholdCloseness = "threshold_closeness"

    /// See MetricsTable.Confidence.
    [<Literal>]
    let Confidence = "confidence"

    /// See MetricsTable.Variability.
    [<Literal>]
    let Variability = "variability"

    /// See MetricsTable.Correctness.
    [<Literal>]
    let Correctness = "correctness"

    /// See MetricsTable.Forgetfulness.
    [<Literal>]
    let Forgetfulness = "forgetfulness"

    /// True where an example was never predicted correctly; in frames only.
    [<Literal>]
    let NeverLearnt = "never_learnt"
