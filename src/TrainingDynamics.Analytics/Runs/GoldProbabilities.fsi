namespace TrainingDynamics.Analytics

/// Every example's way through the epochs.
type GoldProbabilities =
    {
        /// Computed over the epochs that were chosen, E; its table gives the rows below.
        Metrics: RunMetrics
        /// [E].
        Epochs: EpochColumns[]
    }

/// The numbers from which the metrics are means, for pictures of single examples. Memory grows with examples × epochs.
[<RequireQualifiedAccess>]
module GoldProbabilities =

    /// Of a run folder or its training_dynamics folder. Raises what `Metrics.ofRun` does.
    val ofRun: options: MetricsOptions -> path: string -> GoldProbabilities

    /// Those of some rows, in this order; the table is left the columns that regions and pictures read.
    val take: rows: int[] -> probabilities: GoldProbabilities -> GoldProbabilities
