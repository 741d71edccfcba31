namespace TrainingDynamics.Review

/// What several people and a model say about every row together.
type CrowdOpinion =
    {
        /// [N]: the commonest label of a row, ties by the larger probability, then the lower class; -1 without labels.
        Majority: int[]
        /// [people]: 1e-6 at least; 1 where no row has two labels.
        Weights: float[]
        /// Of the model, as the weights.
        ModelWeight: float
        /// [N][C]: adds to 1; the model's own where a row has no label.
        Posterior: float[][]
        /// [N]: the posterior of the majority, in [0, 1]; of the most probable class where a row has no label.
        Quality: float[]
        /// [people]: in [0, 1]; NaN for somebody without labels.
        PersonQuality: float[]
        /// [N]: ActiveLab's score, in [0, 1]; of the lowest one a further label tells most.
        AskNext: float[]
    }

/// CROWDLAB and ActiveLab without temperature scaling. Source: Goh et al. 2022, Goh and Mueller 2023, with the details of
/// cleanlab's multiannotator.
[<RequireQualifiedAccess>]
module Crowd =

    let private least = 1e-6

    let private given (row: int[]) =
        row |> Array.filter (fun label -> label >= 0)

    let private argmax (values: float[]) =
        System.Array.IndexOf(values, Array.max values)

    let private average (values: float[]) =
        if values.Length = 0 then nan else Array.average values

    /// The commonest label, ties by the larger probability, then the lower class; -1 without labels. row: [people], -1
    /// where somebody has given none; p: [C].
    let majority (row: int[]) (p: float[]) =
        match given row with
        | [||] -> -1
        | labels ->
            labels
            |> Array.countBy id
            |> Array.sortBy (fun (label, count) -> -count, -p[label], label)
            |> Array.head
            |> fst

    // Share of a row's labels that are the label.
    let private share (label: int) (labels: int[]) =
        float (labels |> Array.filter ((=) label) |> Array.length) / float labels.Length

    // Of the rows with two labels at least: how often others give the label that a person gives.
    let private agreementWithOthers (rows: int[][]) person =
        let mutable agreeing, others = 0, 0

        for row in rows do
            if row[person] >= 0 then
                let labels = given row

                agreeing <- agreeing + (labels |> Array.filter ((=) row[person]) |> Array.length) - 1

                others <- others + labels.Length - 1

        if others = 0 then nan else float agreeing / float others

    let private weightOf baseline error =
        if System.Double.IsNaN error then
            least
        else
            max least (1.0 - error / baseline)

    /// labels: [N][people], a class in [0, C) or -1; p: [N][C], each adds to 1, C at least 2. ArgumentException when they
    /// do not fit each other.
    let opinion (labels: int[][]) (p: float[][]) =
        if labels.Length <> p.Length || labels.Length = 0 then
            invalidArg
                (nameof p)
                $"{labels.Length} rows of labels and {p.Length} of probabilities, expected as many"

        let people, classes = labels[0].Length, p[0].Length
        let majorities = Array.map2 majority labels p

        let several =
            [| 0 .. labels.Length - 1 |]
            |> Array.filter (fun row -> (given labels[row]).Length > 1)

        let labelled = labels |> Array.map (given >> Array.length) |> Array.filter ((<) 0)
        let meanLabels = labelled |> Array.map float |> average
        let ofSeveral (value: int -> float) = several |> Array.averageBy value
        let isAlone = several.Length = 0

        let agreement =
            if isAlone then
                1.0
            else
                ofSeveral (fun row -> share majorities[row] (given labels[row]))

        let other = (1.0 - agreement) / float (classes - 1)

        let baseline =
            if isAlone then
                1.0
            else
                let commonest =
                    several
                    |> Array.countBy (fun row -> majorities[row])
                    |> Array.map snd
                    |> Array.max

                max least (1.0 - float commonest / float several.Length)

        let rowsOfSeveral = several |> Array.map (fun row -> labels[row])

        let weights =
            Array.init people (fun person ->
                if isAlone then
                    1.0
                else
                    weightOf baseline (1.0 - agreementWithOthers rowsOfSeveral person))

        let modelWeight =
            if isAlone then
                1.0
            else
                let error =
                    ofSeveral (fun row -> if argmax p[row] = majorities[row] then 0.0 else 1.0)

                weightOf baseline error * sqrt meanLabels

        let posterior row =
            let mutable total = modelWeight
            let sums = p[row] |> Array.map (fun share -> modelWeight * share)

            labels[row]
            |> Array.iteri (fun person label ->
                if label >= 0 then
                    total <- total + weights[person]

                    for c in 0 .. classes - 1 do
                        sums[c] <- sums[c] + weights[person] * (if c = label then agreement else other))

            sums |> Array.map (fun sum -> sum / total)

        let posteriors = Array.init labels.Length posterior

        let quality =
            Array.map2
                (fun majority (posterior: float[]) ->
                    if majority < 0 then
                        Array.max posterior
                    else
                        posterior[majority])
                majorities
                posteriors

        let meanWeight = average weights

        let askNext row =
            let own =
                labels[row]
                |> Array.mapi (fun person label -> if label < 0 then 0.0 else weights[person])
                |> Array.sum

            ((own + modelWeight) * quality[row] + meanWeight / float classes)
            / (own + modelWeight + meanWeight)

        let modelShare =
            modelWeight / (modelWeight + Array.sum weights * meanLabels / float people)

        let personQuality person =
            let own =
                [| 0 .. labels.Length - 1 |]
                |> Array.filter (fun row -> labels[row][person] >= 0)

            let inPosterior =
                own |> Array.map (fun row -> posteriors[row][labels[row][person]]) |> average

            let withMajority =
                own
                |> Array.filter (fun row -> (given labels[row]).Length > 1)
                |> Array.map (fun row -> if labels[row][person] = majorities[row] then 1.0 else 0.0)
                |> average

            if System.Double.IsNaN withMajority then
                inPosterior
            else
                modelShare * inPosterior + (1.0 - modelShare) * withMajority

        {
            Majority = majorities
            Weights = weights
            ModelWeight = modelWeight
            Posterior = posteriors
            Quality = quality
            PersonQuality = Array.init people personQuality
            AskNext = Array.init labels.Length askNext
        }
