namespace TrainingDynamics.Analytics

open System

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
    let detectors =
        [| "confidence"; "aum"; "confident_learning"; "loss"; "fused"; "random" |]

    let private randomSuspicion seed evidence =
        let rows = Array.init evidence.Guids.Length id
        Array.sortInPlaceWith (fun a b -> evidence.Guids[a].CompareTo evidence.Guids[b]) rows
        PythonRandom.For(2, seed).Shuffle rows
        let suspicion = Array.zeroCreate<float> rows.Length
        rows |> Array.iteri (fun place row -> suspicion[row] <- float place)
        suspicion

    let private meanRank (columns: float[][]) =
        let ranks = columns |> Array.map RankCorrelation.ranks

        Array.init columns[0].Length (fun row -> ranks |> Array.averageBy (fun column -> column[row]))

    /// Suspicions by every detector. filter: who is flagged; seed: of the random order, which depends on it and the
    /// guids, not on the order of the records.
    let find filter seed (evidence: LabelEvidence) =
        let gold, probabilities = evidence.Gold, evidence.Probabilities
        let selfConfidence = ConfidentLearning.selfConfidence gold probabilities
        let margin = ConfidentLearning.normalizedMargin gold probabilities
        let flagged = ConfidentLearning.flag filter gold probabilities

        let single =
            [|
                selfConfidence |> Array.map (fun p -> 1.0 - p)
                evidence.Aum |> Array.map (~-)
                // The flagged in [1, 2], the others in [0, 1].
                Array.map2 (fun isFlagged margin -> (if isFlagged then 2.0 else 1.0) - margin) flagged margin
                evidence.MeanLoss
            |]

        let suspicions =
            Array.append single [| meanRank single; randomSuspicion seed evidence |]

        {
            Evidence = evidence
            Suggested = ConfidentLearning.predicted probabilities
            SelfConfidence = selfConfidence
            NormalizedMargin = margin
            Flagged = flagged
            Detectors =
                Array.map2
                    (fun name suspicion ->
                        {
                            Name = name
                            Suspicion = suspicion
                            Ranking = Ranking.descending suspicion
                        })
                    detectors
                    suspicions
        }

    /// The detector of that name. Raises AnalyticsException for another name.
    let detector name issues =
        match issues.Detectors |> Array.tryFind (fun detector -> detector.Name = name) with
        | Some detector -> detector
        | None ->
            let known = String.Join(", ", detectors)
            refuse $"'{name}' is no detector of label errors, expected one of {known}"

    /// Row numbers, the most suspected first: of the examples that some epoch contradicts, or of all of them. Raises
    /// AnalyticsException for an unknown detector.
    let suspects all name issues =
        let ranking = (detector name issues).Ranking

        if all then
            ranking
        else
            ranking |> Array.filter (fun row -> issues.Evidence.Contradictions[row] > 0)

    /// One row per detector. truth: [N], true where the label is wrong, see NoiseTruth; ks: each 1 to N, else
    /// ArgumentException.
    let score ks truth issues =
        issues.Detectors
        |> Array.map (fun detector ->
            {
                Detector = detector.Name
                AveragePrecision = Detection.averagePrecision truth detector.Suspicion
                Auroc = Detection.auroc truth detector.Suspicion
                PrecisionAt = ks |> Array.map (fun k -> Detection.precisionAt k truth detector.Suspicion)
            })
