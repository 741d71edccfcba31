namespace TrainingDynamics.Analytics

open System.Collections.Generic
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// Two runs over the same data. "A" is the first, "B" the second; every difference is B minus A. The arrays without a
/// note are [M], one entry per example that both have, in A's order; do not write to them.
type Comparison =
    {
        /// How the examples of both were found.
        Join: RunJoin
        /// Of the examples in both, as A has them.
        Guids: ExampleGuid[]
        /// Their rows in A's table.
        RowsA: int[]
        /// Their rows in B's table.
        RowsB: int[]
        /// Examples of A that B lacks, in A's order; those that the join leaves out are not among them.
        OnlyInA: ExampleGuid[]
        /// Examples of B that A lacks, in B's order, as B has them; see above.
        OnlyInB: ExampleGuid[]
        /// Examples in both whose gold class differs; empty where a table does not hold it.
        GoldDiffers: ExampleGuid[]
        /// In [-1, 1].
        DeltaConfidence: float[]
        /// In [-0.5, 0.5]; a little more with the confidence interval.
        DeltaVariability: float[]
        /// Of correctness as a fraction, see MetricsTable.CorrectnessScale; in [-1, 1].
        DeltaCorrectness: float[]
        /// Of the forgetting events; NaN where an example was never learnt in A or in B, or a table has none.
        DeltaForgetting: float[]
        /// Examples never learnt in A and learnt in B.
        LearntInBOnly: int
        /// Examples never learnt in B and learnt in A.
        LearntInAOnly: int
        /// Share of the examples that a region has, in (0, 1].
        Proportion: float
        /// Names of the rows and columns of `Migration`: easy, ambiguous, hard, none.
        Regions: string[]
        /// [4][4]: examples that are in region i in A and in region j in B. Regions are split among the examples in both;
        /// they may overlap, and an example in two of them counts in both, so that the diagonal says what stayed.
        Migration: int[][]
        /// Rank correlation of A's and B's confidence, in [-1, 1]; NaN where a column is constant.
        SpearmanConfidence: float
        /// The same of variability.
        SpearmanVariability: float
        /// The same of correctness.
        SpearmanCorrectness: float
        /// All entries [M], the largest change of confidence in either direction first; ties in A's order.
        Movers: int[]
    }

/// Comparing two tables.
[<RequireQualifiedAccess>]
module Comparison =

    let private regionNames = [| "easy"; "ambiguous"; "hard"; "none" |]

    // Which of the four names hold of each of `count` rows, in their order.
    let private memberships count (regions: Regions) =
        let easy, ambiguous, hard =
            HashSet regions.Easy, HashSet regions.Ambiguous, HashSet regions.Hard

        Array.init count (fun row ->
            match
                [
                    if easy.Contains row then
                        0
                    if ambiguous.Contains row then
                        1
                    if hard.Contains row then
                        2
                ]
            with
            | [] -> [ 3 ]
            | some -> some)

    let private migration (a: int list[]) (b: int list[]) =
        let table =
            Array.init regionNames.Length (fun _ -> Array.zeroCreate<int> regionNames.Length)

        for i in 0 .. a.Length - 1 do
            for from in a[i] do
                for into in b[i] do
                    table[from][into] <- table[from][into] + 1

        table

    // Counts alone can be subtracted; "never learnt" is none.
    let private deltaForgetting a b =
        match a, b with
        | Forgetfulness.Events a, Forgetfulness.Events b -> float (b - a)
        | _ -> nan

    let private regionsOf proportion (table: MetricsTable) rows =
        MetricsRows.take rows table
        |> Regions.split proportion
        |> memberships (Array.length rows)

    /// The same of examples that a join of these two tables has found. Raises ArgumentException for a proportion out of
    /// its range.
    let compareJoined join proportion (a: MetricsTable) (b: MetricsTable) =
        let rowsA, rowsB = join.Rows[0], join.Rows[1]

        let ofA column = picked rowsA column
        let ofB column = picked rowsB column

        let correctness (table: MetricsTable) =
            let scale = float table.CorrectnessScale
            table.Correctness |> Array.map (fun times -> float times / scale)

        let correctnessA, correctnessB = ofA (correctness a), ofB (correctness b)
        let guids = ofA a.Guids
        let delta = Array.map2 (fun (a: float) b -> b - a)
        let deltaConfidence = delta (ofA a.Confidence) (ofB b.Confidence)

        let learnt isA isB =
            Array.map2
                (fun timesA timesB -> if (timesA > 0) = isA && (timesB > 0) = isB then 1 else 0)
                (ofA a.Correctness)
                (ofB b.Correctness)
            |> Array.sum

        {
            Join = join
            Guids = guids
            RowsA = rowsA
            RowsB = rowsB
            OnlyInA = join.Unmatched[0] |> Array.map (fun row -> a.Guids[row])
            OnlyInB = join.Unmatched[1] |> Array.map (fun row -> b.Guids[row])
            GoldDiffers =
                match a.Gold, b.Gold with
                | Some goldA, Some goldB ->
                    Array.zip3 guids (ofA goldA) (ofB goldB)
                    |> Array.choose (fun (guid, a, b) -> if a = b then None else Some guid)
                | _ -> [||]
            DeltaConfidence = deltaConfidence
            DeltaVariability = delta (ofA a.Variability) (ofB b.Variability)
            DeltaCorrectness = delta correctnessA correctnessB
            DeltaForgetting =
                match a.Forgetfulness, b.Forgetfulness with
                | Some a, Some b -> Array.map2 deltaForgetting (ofA a) (ofB b)
                | _ -> Array.create guids.Length nan
            LearntInBOnly = learnt false true
            LearntInAOnly = learnt true false
            Proportion = proportion
            Regions = regionNames
            Migration = migration (regionsOf proportion a rowsA) (regionsOf proportion b rowsB)
            SpearmanConfidence = RankCorrelation.spearman (ofA a.Confidence) (ofB b.Confidence)
            SpearmanVariability = RankCorrelation.spearman (ofA a.Variability) (ofB b.Variability)
            SpearmanCorrectness = RankCorrelation.spearman correctnessA correctnessB
            Movers = deltaConfidence |> Array.map abs |> Ranking.descending
        }

    /// Joins by guid: a number and a string of the same text are different guids. proportion: of a region, in (0, 1].
    /// Raises AnalyticsException when the tables share no guid, ArgumentException for a proportion out of its range.
    let compare proportion (a: MetricsTable) (b: MetricsTable) =
        compareJoined (RunJoin.byGuid [| a.Guids; b.Guids |]) proportion a b

    /// The tables of two runs or metrics files, classes of one name under one number, and their comparison.
    let internal opened asked proportion (pathA: string) (pathB: string) =
        let runs = [| RunExamples pathA; RunExamples pathB |]

        let tables =
            [| pathA; pathB |]
            |> Array.map MetricsFile.readOrCompute
            |> RunJoin.withClassesOfFirst runs

        let join = RunJoin.ofRuns asked runs (tables |> Array.map _.Guids)
        tables[0], tables[1], compareJoined join proportion tables[0] tables[1]

    /// Two runs or metrics files, joined as `RunJoin.ofRuns` finds right. Raises what that and
    /// `MetricsFile.readOrCompute` raise.
    let ofRuns proportion pathA pathB =
        let _, _, comparison = opened None proportion pathA pathB
        comparison
