namespace TrainingDynamics.Analytics

open System

/// How well a column of suspicions finds what is truly wrong. truth: [N]; suspicion: [N], without NaN, high where an
/// example is suspected. All raise ArgumentException when the lengths differ.
[<RequireQualifiedAccess>]
module Detection =

    let private check (truth: bool[]) (suspicion: float[]) =
        if truth.Length <> suspicion.Length then
            invalidArg
                (nameof suspicion)
                $"{truth.Length} truths and {suspicion.Length} suspicions, expected as many of each"

    let private positives (truth: bool[]) =
        truth |> Array.sumBy (fun isTrue -> if isTrue then 1 else 0)

    /// Area under the steps of the precision-recall curve, equal suspicions in one step; in [0, 1], the share of truth
    /// for a random column of large N; NaN where nothing is true.
    let averagePrecision truth suspicion =
        check truth suspicion
        let rows = Ranking.descending suspicion
        let mutable area, found, next = 0.0, 0, 0

        while next < rows.Length do
            let level = suspicion[rows[next]]
            let before = found

            while next < rows.Length && suspicion[rows[next]] = level do
                found <- found + (if truth[rows[next]] then 1 else 0)
                next <- next + 1

            area <- area + float (found - before) * float found / float next

        area / float (positives truth)

    /// Probability that a true example is more suspected than one that is not, equal ones counting one half; in [0, 1];
    /// NaN where all or none are true.
    let auroc truth suspicion =
        check truth suspicion
        let ranks = RankCorrelation.ranks suspicion
        let ones = float (positives truth)
        let others = float truth.Length - ones

        let rankSum =
            Array.fold2 (fun sum isTrue rank -> if isTrue then sum + rank else sum) 0.0 truth ranks

        (rankSum - ones * (ones + 1.0) / 2.0) / (ones * others)

    /// Share of the true among the `k` most suspected, ties in order; in [0, 1]. k: 1 to N.
    let precisionAt k truth suspicion =
        check truth suspicion

        if k < 1 || k > truth.Length then
            invalidArg (nameof k) $"k is {k}, expected 1 to {truth.Length}"

        let hits =
            Ranking.descending suspicion
            |> Array.truncate k
            |> Array.sumBy (fun row -> if truth[row] then 1 else 0)

        float hits / float k
