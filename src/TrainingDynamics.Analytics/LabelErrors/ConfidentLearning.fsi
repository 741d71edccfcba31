namespace TrainingDynamics.Analytics

/// Which examples confident learning calls mislabelled.
[<RequireQualifiedAccess>]
type LabelFilter =
    /// Per pair of classes i and j, as many examples labelled i as the calibrated joint has there, those with the
    /// largest p_j - p_i. The usual one.
    | PruneByNoiseRate
    /// Per class, as many as the calibrated joint has off its diagonal, those with the smallest probability of their
    /// label.
    | PruneByClass
    /// What both of the above flag.
    | Both
    /// The examples counted off the diagonal of the confident joint.
    | ConfidentLearning
    /// Those whose most probable class is not their label.
    | PredictedNotGiven
    /// As many as `ConfidentLearning` flags, those with the lowest normalised margin.
    | LowNormalizedMargin
    /// As many as `ConfidentLearning` flags, those with the lowest probability of their label.
    | LowSelfConfidence

/// Confident learning on class probabilities: gold [N] in [0, C), probabilities [N, C] in [0, 1] with rows that add to
/// 1, C at least 2; every function raises ArgumentException when these do not fit each other. Ties go to the lowest
/// class and to the earlier example. Source: Northcutt, Jiang and Chuang 2021, with the details of its reference
/// implementation, cleanlab.
[<RequireQualifiedAccess>]
module ConfidentLearning =

    /// [C]: mean probability of a class among the examples labelled with it, at least 2e-6; 2 for a class without any,
    /// which nothing reaches.
    val thresholds: gold: int[] -> probabilities: float[,] -> float[]

    /// [C][C] counts: row the given class, column the only class whose probability reaches its threshold, or of several
    /// the most probable; examples that reach none are not counted; the diagonal is at least 1.
    val confidentJoint: gold: int[] -> probabilities: float[,] -> int[][]

    /// [C][C]: the joint with every row scaled to its label's count and all of it to N, rounded so that rows keep
    /// their sums.
    val calibrate: gold: int[] -> joint: int[][] -> int[][]

    /// [N]: the probability of the label, in [0, 1].
    val selfConfidence: gold: int[] -> probabilities: float[,] -> float[]

    /// [N]: half of 1 plus the probability of the label minus the largest other one, in [0, 1].
    val normalizedMargin: gold: int[] -> probabilities: float[,] -> float[]

    /// [N]: ln(r + 1) / r with r the entropy over ln C divided by the probability of the label, in (0, 1]; low is bad.
    val confidenceWeightedEntropy: gold: int[] -> probabilities: float[,] -> float[]

    /// [N, C]: the probabilities less their classes' thresholds plus the largest threshold, scaled to rows that add to 1.
    val adjust: gold: int[] -> probabilities: float[,] -> float[,]

    /// [N]: the most probable class.
    val predicted: probabilities: float[,] -> int[]

    /// [N]: true where the filter flags the example. But for the two `Low…` filters, an example is left alone where its
    /// label's probability comes within 1e-6 of the largest; `Prune…` filters leave at least one example of each class.
    val flag: filter: LabelFilter -> gold: int[] -> probabilities: float[,] -> bool[]
