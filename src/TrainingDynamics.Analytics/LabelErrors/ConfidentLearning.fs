namespace TrainingDynamics.Analytics

open System

[<RequireQualifiedAccess>]
type LabelFilter =
    | PruneByNoiseRate
    | PruneByClass
    | Both
    | ConfidentLearning
    | PredictedNotGiven
    | LowNormalizedMargin
    | LowSelfConfidence

[<RequireQualifiedAccess>]
module ConfidentLearning =

    // How far apart probabilities must lie to differ.
    let epsilon = 1e-6
    let noExample = 2.0
    let leftPerClass = 1

    let check (gold: int[]) (probabilities: float[,]) =
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

    let labelCounts classes (gold: int[]) =
        let counts = Array.zeroCreate<int> classes

        for label in gold do
            counts[label] <- counts[label] + 1

        counts

    let argmaxBy classes (value: int -> float) =
        let mutable best = 0

        for c in 1 .. classes - 1 do
            if value c > value best then
                best <- c

        best

    let predicted (probabilities: float[,]) =
        let classes = Array2D.length2 probabilities

        Array.init (Array2D.length1 probabilities) (fun row ->
            argmaxBy classes (fun c -> probabilities[row, c]))

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
            (labelCounts classes gold)

    // [N]: the class an example is confidently of, -1 where there is none.
    let confidentClasses gold (probabilities: float[,]) =
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

    let jointOf classes (gold: int[]) (confident: int[]) =
        let joint = Array.init classes (fun _ -> Array.zeroCreate<int> classes)

        for row in 0 .. gold.Length - 1 do
            if confident[row] >= 0 then
                joint[gold[row]][confident[row]] <- joint[gold[row]][confident[row]] + 1

        for c in 0 .. classes - 1 do
            joint[c][c] <- max 1 (joint[c][c])

        joint

    let confidentJoint gold probabilities =
        let struct (_, classes) = check gold probabilities
        confidentClasses gold probabilities |> jointOf classes gold

    // To the nearest integers (halves to even), then those that are furthest off go up or down until the sum fits.
    let roundKeepingSum (values: float[]) =
        let rounded = values |> Array.map Math.Round
        let missing = Math.Round(Array.sum values) - Array.sum rounded
        let step = if missing < 0.0 then -1.0 else 1.0

        let furthest =
            Array.init values.Length id
            |> Array.sortBy (fun i -> -step * (values[i] - rounded[i]), (if step > 0.0 then -i else i))

        for i in Array.truncate (int (abs missing)) furthest do
            rounded[i] <- rounded[i] + step

        rounded |> Array.map int

    let calibrate (gold: int[]) (joint: int[][]) =
        let scaled =
            Array.map2
                (fun (row: int[]) count ->
                    row |> Array.map (fun cell -> float cell / float (Array.sum row) * float count))
                joint
                (labelCounts joint.Length gold)

        let total = scaled |> Array.sumBy Array.sum

        scaled
        |> Array.map (Array.map (fun cell -> cell / total * float gold.Length) >> roundKeepingSum)

    let selfConfidence gold probabilities =
        let struct (n, _) = check gold probabilities
        Array.init n (fun row -> probabilities[row, gold[row]])

    let normalizedMargin gold probabilities =
        let struct (n, classes) = check gold probabilities

        Array.init n (fun row ->
            let other =
                argmaxBy classes (fun c -> if c = gold[row] then -1.0 else probabilities[row, c])

            (probabilities[row, gold[row]] - probabilities[row, other] + 1.0) / 2.0)

    let confidenceWeightedEntropy gold probabilities =
        let struct (n, classes) = check gold probabilities

        Array.init n (fun row ->
            let mutable entropy = 0.0

            for c in 0 .. classes - 1 do
                let p = probabilities[row, c]

                if p > 0.0 then
                    entropy <- entropy - p * Math.Log p

            let ratio =
                entropy / Math.Log(float classes) / max epsilon (probabilities[row, gold[row]])

            Math.Log(ratio + 1.0) / max epsilon ratio)

    let adjust gold probabilities =
        let struct (n, classes) = check gold probabilities
        let limits = thresholds gold probabilities
        let shift = Array.max limits

        let shifted =
            Array2D.init n classes (fun row c -> probabilities[row, c] - limits[c] + shift)

        let sums =
            Array.init n (fun row -> Seq.init classes (fun c -> shifted[row, c]) |> Seq.sum)

        shifted |> Array2D.mapi (fun row _ value -> value / sums[row])

    // The calibrated joint with at least one example on the diagonal of each class, what is added there taken evenly from
    // the class's other cells. [given][true]
    let pruneCounts (joint: int[][]) =
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
    let smallest count (key: int -> float) (rows: int[]) =
        rows
        |> Array.sortWith (fun a b ->
            match (key a).CompareTo(key b) with
            | 0 -> a.CompareTo b
            | different -> different)
        |> Array.truncate count

    let pruned gold (probabilities: float[,]) (rowsToPrune: int -> int[] -> int[] -> int[][]) =
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

    let byNoiseRate gold (probabilities: float[,]) =
        pruned gold probabilities (fun label counts rows ->
            counts
            |> Array.mapi (fun other count ->
                if other = label then
                    [||]
                else
                    rows
                    |> smallest count (fun row -> probabilities[row, label] - probabilities[row, other])))

    let byClass gold (probabilities: float[,]) =
        pruned gold probabilities (fun label counts rows ->
            [|
                rows
                |> smallest (max 0 (rows.Length - counts[label])) (fun row -> probabilities[row, label])
            |])

    let agrees (gold: int[]) (probabilities: float[,]) =
        let classes = Array2D.length2 probabilities

        Array.init gold.Length (fun row ->
            let label = gold[row]

            label = argmaxBy classes (fun c -> probabilities[row, c] + (if c = label then epsilon else 0.0)))

    let offDiagonal (gold: int[]) probabilities =
        confidentClasses gold probabilities
        |> Array.mapi (fun row confident -> confident >= 0 && confident <> gold[row])

    let unless (excused: bool[]) (flags: bool[]) =
        Array.map2 (fun excused flag -> flag && not excused) excused flags

    let lowest gold probabilities (scores: float[]) =
        let count =
            offDiagonal gold probabilities
            |> unless (agrees gold probabilities)
            |> Array.filter id
            |> Array.length

        let flags = Array.create scores.Length false

        for row in [| 0 .. scores.Length - 1 |] |> smallest count (fun row -> scores[row]) do
            flags[row] <- true

        flags

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
