namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// What one epoch says of every example, [N] each, in the order of the run's first epoch.
type EpochColumns =
    {
        /// The gold class's probability, in [0, 1]; exact, as the softmax of the metrics is a float32 one.
        GoldProbability: float32[]
        /// Whether the gold class had the greatest logit.
        Correct: bool[]
    }

/// The metrics of the first epochs, [N] each.
type ColumnMetrics =
    {
        /// Epochs used, E.
        Epochs: int
        /// In [0, 1].
        Confidence: float[]
        /// In [0, 0.5].
        Variability: float[]
        /// 0 to E.
        Correctness: int[]
        /// Forgetting events; 1000 where never learnt, so never averaged.
        Forgetfulness: int[]
    }

/// The metrics of columns in memory, epoch by epoch: those that `Metrics` computes from the files.
[<Sealed>]
type RunningMetrics =

    /// examples: N.
    new: examples: int -> RunningMetrics

    /// The next epoch.
    member Add: epoch: EpochColumns -> unit

    /// Of the epochs so far, at least one; in new arrays.
    member Metrics: unit -> ColumnMetrics

/// Keeps the columns of every epoch; memory grows with examples × epochs.
[<Sealed; Class>]
type internal ColumnsFold =
    inherit EpochFold

    /// Of one scan.
    new: unit -> ColumnsFold

    /// Of an epoch that was gone through, counted from the first one used.
    member Epoch: epoch: int -> EpochColumns

/// The epochs of one run in columns, read one after the other as their files appear.
[<Sealed; Class>]
type RunColumns =

    /// Reads the first epoch. maxExamples: of a larger data set every k-th example is kept, k the least power of two that gives at most
    /// this many. Raises what `Metrics.ofFiles` does.
    static member Begin: first: DynamicsFile * maxExamples: int -> RunColumns

    /// [N], unique, in the order of the first epoch's file.
    member Guids: ExampleGuid[]

    /// [N], 0-based.
    member Golds: int[]

    /// Examples of the run; more than N where not all are kept.
    member Total: int

    /// Of the first epoch.
    member First: EpochColumns

    /// The next epoch, on all cores. Raises what `Metrics.ofFiles` does; the same epoch may then be read again.
    member Read: file: DynamicsFile -> EpochColumns
