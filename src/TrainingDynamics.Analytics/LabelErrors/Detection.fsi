namespace TrainingDynamics.Analytics

/// How well a column of suspicions finds what is truly wrong. truth: [N]; suspicion: [N], without NaN, high where an
/// example is suspected. All raise ArgumentException when the lengths differ.
[<RequireQualifiedAccess>]
module Detection =

    /// Area under the steps of the precision-recall curve, equal suspicions in one step; in [0, 1], the share of truth
    /// for a random column of large N; NaN where nothing is true.
    val averagePrecision: truth: bool[] -> suspicion: float[] -> float

    /// Probability that a true example is more suspected than one that is not, equal ones counting one half; in [0, 1];
    /// NaN where all or none are true.
    val auroc: truth: bool[] -> suspicion: float[] -> float

    /// Share of the true among the `k` most suspected, ties in order; in [0, 1]. k: 1 to N.
    val precisionAt: k: int -> truth: bool[] -> suspicion: float[] -> float
