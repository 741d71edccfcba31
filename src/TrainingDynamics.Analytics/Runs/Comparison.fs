namespace TrainingDynamics.Analytics

open System.Collections.Generic
open TrainingDynamics.Data
open TrainingDynamics.Logs

type Comparison =
    {
        Join: RunJoin
        Guids: ExampleGuid[]
        RowsA: int[]
        RowsB: int[]
        OnlyInA: ExampleGuid[]
        OnlyInB: ExampleGuid[]
        GoldDiffers: ExampleGuid[]
        DeltaConfidence: float[]
        DeltaVariability: float[]
        DeltaCorrectness: float[]
        DeltaForgetting: float[]
        LearntInBOnly: int
        LearntInAOnly: int
        Proportion: float
        Regions: string[]
        Migration: int[][]
        SpearmanConfidence: float
        SpearmanVariability: float
        SpearmanCorrectness: float
        Movers: int[]
    }

[<RequireQualifiedAccess>]
module Comparison =

    let regionNames = [| "easy"; "ambiguous"; "hard"; "none" |]

    // Which of the four names hold of each of `count` rows, in their order.
    let memberships count (regions: Regions) =
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

    let migration (a: int list[]) (b: int list[]) =
        let table =
            Array.init regionNames.Length (fun _ -> Array.zeroCreate<int> regionNames.Length)

        for i in 0 .. a.Length - 1 do
            for from in a[i] do
                for into in b[i] do
                    table[from][into] <- table[from][into] + 1

        table

    // Counts alone can be subtracted; "never learnt" is none.
    let deltaForgetting a b =
        match a, b with
        | Forgetfulness.Events a, Forgetfulness.Events b -> float (b - a)
        | _ -> nan

    let regionsOf proportion (table: MetricsTable) rows =
        MetricsRows.take rows table
        |> Regions.split proportion
        |> memberships (Array.length rows)

    let compareJoined join proportion (a: MetricsTable) (b: MetricsTable) =
        let rowsA, rowsB = join.Rows[0], join.Rows[1]

        let ofA (column: 'x[]) =
            rowsA |> Array.map (fun row -> column[row])

        let ofB (column: 'x[]) =
            rowsB |> Array.map (fun row -> column[row])

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

    let compare proportion (a: MetricsTable) (b: MetricsTable) =
        compareJoined (RunJoin.byGuid [| a.Guids; b.Guids |]) proportion a b

    let opened asked proportion (pathA: string) (pathB: string) =
        let runs = [| RunExamples pathA; RunExamples pathB |]

        let tables =
            [| pathA; pathB |]
            |> Array.map MetricsFile.readOrCompute
            |> RunJoin.withClassesOfFirst runs

        let join = RunJoin.ofRuns asked runs (tables |> Array.map _.Guids)
        tables[0], tables[1], compareJoined join proportion tables[0] tables[1]

    let ofRuns proportion pathA pathB =
        let _, _, comparison = opened None proportion pathA pathB
        comparison
