namespace TrainingDynamics.Analytics

open System

type LabelDetector =
    {
        Name: string
        Suspicion: float[]
        Ranking: int[]
    }

type DetectorScore =
    {
        Detector: string
        AveragePrecision: float
        Auroc: float
        PrecisionAt: float[]
    }

type LabelIssues =
    {
        Evidence: LabelEvidence
        Suggested: int[]
        SelfConfidence: float[]
        NormalizedMargin: float[]
        Flagged: bool[]
        Detectors: LabelDetector[]
    }

[<RequireQualifiedAccess>]
module LabelIssues =

    let detectors =
        [| "confidence"; "aum"; "confident_learning"; "loss"; "fused"; "random" |]

    let randomSuspicion seed evidence =
        let rows = Array.init evidence.Guids.Length id
        Array.sortInPlaceWith (fun a b -> evidence.Guids[a].CompareTo evidence.Guids[b]) rows
        PythonRandom.For(2, seed).Shuffle rows
        let suspicion = Array.zeroCreate<float> rows.Length
        rows |> Array.iteri (fun place row -> suspicion[row] <- float place)
        suspicion

    let meanRank (columns: float[][]) =
        let ranks = columns |> Array.map RankCorrelation.ranks

        Array.init columns[0].Length (fun row -> ranks |> Array.averageBy (fun column -> column[row]))

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

    let detector name issues =
        match issues.Detectors |> Array.tryFind (fun detector -> detector.Name = name) with
        | Some detector -> detector
        | None ->
            let known = String.Join(", ", detectors)
            raise (AnalyticsException $"'{name}' is no detector of label errors, expected one of {known}")

    let suspects all name issues =
        let ranking = (detector name issues).Ranking

        if all then
            ranking
        else
            ranking |> Array.filter (fun row -> issues.Evidence.Contradictions[row] > 0)

    let score ks truth issues =
        issues.Detectors
        |> Array.map (fun detector ->
            {
                Detector = detector.Name
                AveragePrecision = Detection.averagePrecision truth detector.Suspicion
                Auroc = Detection.auroc truth detector.Suspicion
                PrecisionAt = ks |> Array.map (fun k -> Detection.precisionAt k truth detector.Suspicion)
            })
