namespace TrainingDynamics.Analytics

open System

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

    // How far apart probabilities must lie to differ.
    let private epsilon = 1e-6
    let private noExample = 2.0
    let private leftPerClass = 1

    let private check (gold: int[]) (probabilities: float[,]) =
        let n, classes = Array2D.length1 probabilities, Array2D.length2 probabilities

        if classes < 2 then
            invalidArg (nameof probabilities) $"the probabilities are of {classes} class, expected at least 2"

        if gold.Length <> n then
            invalidArg
                (nameof gold)
                $"{gold.Length} labels and {n} rows of probabilities, expected as many of each"

        match gold |> Array.tryFindIndex (fun label -> label < 0 || label >= classes) with
        | Some row ->
            invalidArg
                (nameof gold)
                $"label {gold[row]} in row {row}, expected one of the classes 0 to {classes - 1}"
        | None -> struct (n, classes)

    let private argmaxBy classes (value: int -> float) =
        let mutable best = 0

        for c in 1 .. classes - 1 do
            if value c > value best then
                best <- c

        best

    /// [N]: the most probable class.
    let predicted (probabilities: float[,]) =
        let classes = Array2D.length2 probabilities

        Array.init (Array2D.length1 probabilities) (fun row ->
            argmaxBy classes (fun c -> probabilities[row, c]))

    /// [C]: mean probability of a class among the examples labelled with it, at least 2e-6; 2 for a class without any,
    /// which nothing reaches.
    let thresholds gold probabilities =
        let struct (_, classes) = check gold probabilities
        let sums = Array.zeroCreate<float> classes

        gold
        |> Array.iteri (fun row label -> sums[label] <- sums[label] + probabilities[row, label])

        Array.map2
            (fun sum count ->
                if count = 0 then
                    noExample
                else
                    max (2.0 * epsilon) (sum / float count))
            sums
            (counted classes gold)

    // [N]: the class an example is confidently of, -1 where there is none.
    let private confidentClasses gold (probabilities: float[,]) =
        let limits = thresholds gold probabilities

        Array.init gold.Length (fun row ->
            match
                [
                    for c in 0 .. limits.Length - 1 do
                        if probabilities[row, c] >= limits[c] - epsilon then
                            c
                ]
            with
            | [] -> -1
            | [ only ] -> only
            | _ -> argmaxBy limits.Length (fun c -> probabilities[row, c]))

    let private jointOf classes (gold: int[]) (confident: int[]) =
        let joint = Array.init classes (fun _ -> Array.zeroCreate<int> classes)

        for row in 0 .. gold.Length - 1 do
            if confident[row] >= 0 then
                joint[gold[row]][confident[row]] <- joint[gold[row]][confident[row]] + 1

        for c in 0 .. classes - 1 do
            joint[c][c] <- max 1 (joint[c][c])

        joint

    /// [C][C] counts: row the given class, column the only class whose probability reaches its threshold, or of several
    /// the most probable; examples that reach none are not counted; the diagonal is at least 1.
    let confidentJoint gold probabilities =
        let struct (_, classes) = check gold probabilities
        confidentClasses gold probabilities |> jointOf classes gold

    // To the nearest integers (halves to even), then those that are furthest off go up or down until the sum fits.
    let private roundKeepingSum (values: float[]) =
        let rounded = values |> Array.map Math.Round
        let missing = Math.Round(Array.sum values) - Array.sum rounded
        let step = if missing < 0.0 then -1.0 else 1.0

        let furthest =
            Array.init values.Length id
            |> Array.sortBy (fun i -> -step * (values[i] - rounded[i]), (if step > 0.0 then -i else i))

        for i in Array.truncate (int (abs missing)) furthest do
            rounded[i] <- rounded[i] + step

        rounded |> Array.map int

    /// [C][C]: the joint with every row scaled to its label's count and all of it to N, rounded so that rows keep
    /// their sums.
    let calibrate (gold: int[]) (joint: int[][]) =
        let scaled =
            Array.map2
                (fun (row: int[]) count ->
                    row |> Array.map (fun cell -> float cell / float (Array.sum row) * float count))
                joint
                (counted joint.Length gold)

        let total = scaled |> Array.sumBy Array.sum

        scaled
        |> Array.map (Array.map (fun cell -> cell / total * float gold.Length) >> roundKeepingSum)

    /// [N]: the probability of the label, in [0, 1].
    let selfConfidence gold probabilities =
        let struct (n, _) = check gold probabilities
        Array.init n (fun row -> probabilities[row, gold[row]])

    /// [N]: (1 + p_label − max p_other) / 2, in [0, 1].
    let normalizedMargin gold probabilities =
        let struct (n, classes) = check gold probabilities

        Array.init n (fun row ->
            let other =
                argmaxBy classes (fun c -> if c = gold[row] then -1.0 else probabilities[row, c])

            (probabilities[row, gold[row]] - probabilities[row, other] + 1.0) / 2.0)

    // The calibrated joint with at least one example on the diagonal of each class, what is added there taken evenly from
    // the class's other cells. [given][true]
    let private pruneCounts (joint: int[][]) =
        joint
        |> Array.mapi (fun c row ->
            let added = max 0 (leftPerClass - row[c])
            let cells = row |> Array.filter (fun cell -> cell <> 0) |> Array.length
            let taken = float added / float (max 1 (cells - 1))

            row
            |> Array.mapi (fun other cell ->
                if other = c then
                    max cell leftPerClass
                else
                    int (max 0.0 (float cell - taken))))

    // The first `count` of the rows, smallest key first, ties in order.
    let private smallest count (key: int -> float) (rows: int[]) =
        rows
        |> Array.sortWith (fun a b ->
            match (key a).CompareTo(key b) with
            | 0 -> a.CompareTo b
            | different -> different)
        |> Array.truncate count

    let private pruned gold (probabilities: float[,]) (rowsToPrune: int -> int[] -> int[] -> int[][]) =
        let struct (n, classes) = check gold probabilities
        let counts = confidentJoint gold probabilities |> calibrate gold |> pruneCounts
        let flags = Array.create n false

        for label in 0 .. classes - 1 do
            let rows = [| 0 .. n - 1 |] |> Array.filter (fun row -> gold[row] = label)

            if rows.Length > leftPerClass then
                for found in rowsToPrune label counts[label] rows do
                    for row in found do
                        flags[row] <- true

        flags

    let private byNoiseRate gold (probabilities: float[,]) =
        pruned gold probabilities (fun label counts rows ->
            counts
            |> Array.mapi (fun other count ->
                if other = label then
                    [||]
                else
                    rows
                    |> smallest count (fun row -> probabilities[row, label] - probabilities[row, other])))

    let private byClass gold (probabilities: float[,]) =
        pruned gold probabilities (fun label counts rows ->
            [|
                rows
                |> smallest (max 0 (rows.Length - counts[label])) (fun row -> probabilities[row, label])
            |])

    let private agrees (gold: int[]) (probabilities: float[,]) =
        let classes = Array2D.length2 probabilities

        Array.init gold.Length (fun row ->
            let label = gold[row]

            label = argmaxBy classes (fun c -> probabilities[row, c] + (if c = label then epsilon else 0.0)))

    let private offDiagonal (gold: int[]) probabilities =
        confidentClasses gold probabilities
        |> Array.mapi (fun row confident -> confident >= 0 && confident <> gold[row])

    let private unless (excused: bool[]) (flags: bool[]) =
        Array.map2 (fun excused flag -> flag && not excused) excused flags

    let private lowest gold probabilities (scores: float[]) =
        let count =
            offDiagonal gold probabilities
            |> unless (agrees gold probabilities)
            |> Array.filter id
            |> Array.length

        let flags = Array.create scores.Length false

        for row in [| 0 .. scores.Length - 1 |] |> smallest count (fun row -> scores[row]) do
            flags[row] <- true

        flags

    /// [N]: true where the filter flags the example. But for the two `Low…` filters, an example is left alone where its
    /// label's probability comes within 1e-6 of the largest; `Prune…` filters leave at least one example of each class.
    let flag filter gold probabilities =
        check gold probabilities |> ignore

        let unlessAgreed flags =
            flags |> unless (agrees gold probabilities)

        match filter with
        | LabelFilter.PruneByNoiseRate -> byNoiseRate gold probabilities |> unlessAgreed
        | LabelFilter.PruneByClass -> byClass gold probabilities |> unlessAgreed
        | LabelFilter.Both ->
            Array.map2 (&&) (byNoiseRate gold probabilities) (byClass gold probabilities)
            |> unlessAgreed
        | LabelFilter.ConfidentLearning -> offDiagonal gold probabilities |> unlessAgreed
        | LabelFilter.PredictedNotGiven -> Array.map2 (<>) (predicted probabilities) gold |> unlessAgreed
        | LabelFilter.LowNormalizedMargin -> normalizedMargin gold probabilities |> lowest gold probabilities
        | LabelFilter.LowSelfConfidence -> selfConfidence gold probabilities |> lowest gold probabilities
