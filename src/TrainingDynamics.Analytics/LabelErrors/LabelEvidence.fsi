namespace TrainingDynamics.Analytics

open System.Collections.Generic
open TrainingDynamics.Logs

/// What a run's logits say about every example's label. Row i of every column is the same example, in the order of the
/// first epoch's file; do not write to the arrays.
type LabelEvidence =
    {
        /// [N].
        Guids: ExampleGuid[]
        /// [N]: the class the data set gives, in [0, C).
        Gold: int[]
        /// C, at least 2.
        Classes: int
        /// Epochs used, E.
        Epochs: int
        /// [N, C]: mean over epochs of the softmax of the logits, in float64; rows add to 1.
        Probabilities: float[,]
        /// [N]: mean over epochs of the gold logit minus the largest other one. Source: Pleiss et al. 2020 (AUM), on
        /// logits.
        Aum: float[]
        /// [N]: mean over epochs of the cross-entropy, in nats.
        MeanLoss: float[]
        /// [N]: epochs in which another class than gold had the greatest logit, 0 to E.
        Contradictions: int[]
    }

/// Reading label evidence from dynamics files.
[<RequireQualifiedAccess>]
module LabelEvidence =

    /// One pass over the given files, each an epoch of one run; memory grows with examples times classes, not with
    /// epochs. These are probabilities of examples that the model was trained on: late epochs know the wrong labels by
    /// heart, so early ones tell more. Raises LogFormatException, naming file, line and guid, when a record is
    /// malformed, a file is empty, a guid is missing in or extra to an epoch or twice in one, when gold or the number of
    /// classes differ or the run is a regression; ArgumentException when there is no file.
    val ofFiles: files: IReadOnlyList<DynamicsFile> -> LabelEvidence

    /// The same for a run folder or its training_dynamics folder. options: First and Skip choose the epochs, the rest does
    /// not matter. Raises AnalyticsException when they leave no epoch.
    val ofRun: options: MetricsOptions -> path: string -> LabelEvidence
