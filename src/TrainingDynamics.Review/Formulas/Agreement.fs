namespace TrainingDynamics.Review

/// How far people agree. labels: [rows][people], a class from 0 on, or -1 where somebody has not labelled the row.
[<RequireQualifiedAccess>]
module Agreement =

    let private given (row: int[]) =
        row |> Array.filter (fun label -> label >= 0)

    let private pairs (row: int[]) =
        [|
            for i in 0 .. row.Length - 1 do
                for j in i + 1 .. row.Length - 1 do
                    row[i], row[j]
        |]

    /// Share of the pairs of labels of one row that are equal, in [0, 1]; NaN where no row has two labels.
    let raw (labels: int[][]) =
        let all = labels |> Array.collect (given >> pairs)

        if all.Length = 0 then
            nan
        else
            all |> Array.averageBy (fun (a, b) -> if a = b then 1.0 else 0.0)

    /// Cohen's kappa of two people's labels of the same rows, at most 1, 0 for agreement by chance; NaN without rows and
    /// where both give all rows one class. a, b: [rows]; ArgumentException when the lengths differ.
    let kappa (a: int[]) (b: int[]) =
        if a.Length <> b.Length then
            invalidArg (nameof b) $"{a.Length} and {b.Length} labels, expected as many of both"

        let n = float a.Length

        let observed =
            Array.fold2 (fun sum x y -> if x = y then sum + 1.0 else sum) 0.0 a b / n

        let share label labels =
            float (labels |> Array.filter ((=) label) |> Array.length) / n

        let expected =
            Array.append a b
            |> Array.distinct
            |> Array.sumBy (fun label -> share label a * share label b)

        (observed - expected) / (1.0 - expected)

    /// [C, C]: how often two labels stand together on a row, each row counted by one over its labels less one.
    let coincidences classes (labels: int[][]) =
        let counts = Array2D.zeroCreate<float> classes classes

        for row in labels |> Array.map given do
            if row.Length > 1 then
                for a, b in pairs row do
                    let weight = 1.0 / float (row.Length - 1)
                    counts[a, b] <- counts[a, b] + weight
                    counts[b, a] <- counts[b, a] + weight

        counts

    /// Krippendorff's alpha for nominal labels, at most 1, 0 for agreement by chance; NaN where no row has two labels, and
    /// where all labels are one class.
    let alpha (labels: int[][]) =
        let classes = 1 + (labels |> Array.collect id |> Array.fold max 0)
        let counts = coincidences classes labels

        let totals =
            Array.init classes (fun c -> Seq.init classes (fun other -> counts[c, other]) |> Seq.sum)

        let n = Array.sum totals

        let equal = Seq.init classes (fun c -> counts[c, c]) |> Seq.sum
        let chance = n * n - (totals |> Array.sumBy (fun total -> total * total))
        1.0 - (n - 1.0) * (n - equal) / chance
