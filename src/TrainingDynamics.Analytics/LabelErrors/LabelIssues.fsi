namespace TrainingDynamics.Analytics

/// A way to suspect labels.
type LabelDetector =
    {
        /// `confidence`, `aum`, `confident_learning`, `loss`, `fused` or `random`.
        Name: string
        /// [N]: the higher, the more the label is suspected; comparable within a detector only.
        Suspicion: float[]
        /// [N]: row numbers, the most suspected first; ties in the table's order.
        Ranking: int[]
    }

/// How well a detector finds labels that are known to be wrong.
type DetectorScore =
    {
        /// As in LabelDetector.
        Detector: string
        /// See Detection.
        AveragePrecision: float
        /// See Detection.
        Auroc: float
        /// One for each k that was asked for.
        PrecisionAt: float[]
    }

/// Suspected label errors of a run. All [N], row i is the same example.
type LabelIssues =
    {
        /// What the suspicions are computed from.
        Evidence: LabelEvidence
        /// The most probable class by the mean over epochs; equal to gold where the label is not contradicted.
        Suggested: int[]
        /// Mean probability of gold, in [0, 1].
        SelfConfidence: float[]
        /// See ConfidentLearning.normalizedMargin.
        NormalizedMargin: float[]
        /// Those that confident learning calls mislabelled.
        Flagged: bool[]
        /// In the order of LabelIssues.detectors.
        Detectors: LabelDetector[]
    }

/// Suspecting labels, and measuring how well.
[<RequireQualifiedAccess>]
module LabelIssues =

    /// Names of the detectors: low confidence; low AUM; confident learning, the flagged before the others and each by
    /// normalised margin; high mean loss; the mean of the ranks that these four give (Borda); and a random order, the
    /// baseline.
    val detectors: string[]

    /// Suspicions by every detector. filter: who is flagged; seed: of the random order, which depends on it and the
    /// guids, not on the order of the records.
    val find: filter: LabelFilter -> seed: int -> evidence: LabelEvidence -> LabelIssues

    /// The detector of that name. Raises AnalyticsException for another name.
    val detector: name: string -> issues: LabelIssues -> LabelDetector

    /// Row numbers, the most suspected first: of the examples that some epoch contradicts, or of all of them. Raises
    /// AnalyticsException for an unknown detector.
    val suspects: all: bool -> name: string -> issues: LabelIssues -> int[]

    /// One row per detector. truth: [N], true where the label is wrong, see NoiseTruth; ks: each 1 to N, else
    /// ArgumentException.
    val score: ks: int[] -> truth: bool[] -> issues: LabelIssues -> DetectorScore[]
