namespace TrainingDynamics.Analytics

open System.Collections.Generic
open TrainingDynamics.Logs

/// How the metrics are computed.
type MetricsOptions =
    {
        /// Use the first N epochs only, N at least 1; None, or more than there are, uses all. Despite its name it
        /// keeps the early epochs and drops the late ones. Source: the reference's `--burn_out`.
        BurnOut: int option
        /// Variability becomes sqrt(v + v²/(E-1)), v the population variance; 0 when E = 1. Source: Chang et al. 2017
        /// (Active Bias), by way of the reference's `--include_ci`.
        IncludeCi: bool
    }

/// The whole data set in one epoch, from the recorded logits.
type EpochStats =
    {
        /// 0-based.
        Epoch: int
        /// Mean cross-entropy in nats. The reference's `loss` is this divided by the number of examples once more.
        Loss: float
        /// Fraction of correct predictions, in [0, 1].
        Accuracy: float
    }

/// Everything one pass over a run's dynamics files gives.
type RunMetrics =
    {
        /// One row per example.
        Table: MetricsTable
        /// One per epoch used, [E].
        Stats: EpochStats[]
        /// Epochs that the run has; more than E when burn-out left some out.
        EpochsFound: int
        /// As asked for.
        Options: MetricsOptions
    }

    /// True when burn-out asked for more epochs than there are, and all were used.
    member BurnOutExceedsEpochs: bool

/// Confidence, variability, correctness, forgetfulness and threshold closeness from the recorded logits. Memory grows
/// with the examples, not with epochs or classes.
[<RequireQualifiedAccess>]
module Metrics =

    /// All epochs, no confidence interval.
    val defaults: MetricsOptions

    /// The metrics of the given files, which are epochs 0, 1, … in order. Raises LogFormatException, naming file, line
    /// and guid, when a record is malformed, a file is empty, a guid is missing in or extra to an epoch or twice in
    /// one, or when gold or the number of classes differ; ArgumentException when there is no file or burn-out is below 1.
    val ofFiles: options: MetricsOptions -> files: IReadOnlyList<DynamicsFile> -> RunMetrics

    /// The same for a run folder or its training_dynamics folder; LogFormatException also when it has no dynamics files.
    val ofRun: options: MetricsOptions -> path: string -> RunMetrics
