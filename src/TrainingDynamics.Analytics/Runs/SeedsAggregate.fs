namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

type RegionStability =
    {
        Region: string
        Size: int
        InAll: int
        InAny: int
        Share: float
        Jaccard: float
    }

type SeedsAggregate =
    {
        Runs: int
        Guids: ExampleGuid[]
        Unmatched: int[]
        Gold: int[]
        Confidence: float[]
        VarianceWithin: float[]
        VarianceBetween: float[]
        VarianceTotal: float[]
        SeedDeviation: float[]
        Correctness: float[]
        Forgetting: float[]
        LearntIn: int[]
        SpearmanConfidence: float[][]
        SpearmanVariability: float[][]
        AgreementConfidence: float
        AgreementVariability: float
        Stability: RegionStability[]
    }

[<RequireQualifiedAccess>]
module SeedsAggregate =

    let pairs (items: 'a[]) =
        [|
            for i in 0 .. items.Length - 2 do
                for j in i + 1 .. items.Length - 1 do
                    items[i], items[j]
        |]

    // Each table cut down to the examples that all have, in the first one's order.
    let cut (join: RunJoin) tables =
        Array.map2 MetricsRows.take join.Rows tables

    let refuseOtherGold (tables: MetricsTable[]) =
        match tables[0].Gold with
        | None -> ()
        | Some first ->
            tables
            |> Array.iteri (fun run table ->
                let gold = Option.defaultValue first table.Gold

                match [| 0 .. first.Length - 1 |] |> Array.filter (fun row -> gold[row] <> first[row]) with
                | [||] -> ()
                | others ->
                    raise (
                        AnalyticsException
                            $"found another gold class in run {run + 1} than in the first for {others.Length} of \
                              {first.Length} examples, guid {tables[0].Guids[others[0]]} first; expected runs on the \
                              same labels; td compare shows two runs with different ones"
                    ))

    // Entry i of the result is `summary` of the runs' values for example i.
    let perExample (summary: 'a[] -> 'b) (columns: 'a[][]) =
        Array.init columns[0].Length (fun i -> columns |> Array.map (fun column -> column[i]) |> summary)

    let populationVariance (values: float[]) =
        let mean = Array.average values
        values |> Array.averageBy (fun value -> (value - mean) * (value - mean))

    let forgetting (tables: MetricsTable[]) =
        match tables |> Array.choose _.Forgetfulness with
        | columns when columns.Length = tables.Length ->
            columns
            |> perExample (fun values ->
                let counts =
                    values
                    |> Array.choose (fun value ->
                        match value with
                        | Forgetfulness.Events count -> Some(float count)
                        | Forgetfulness.NeverLearnt -> None)

                if counts.Length = 0 then nan else Array.average counts)
        | _ -> Array.create tables[0].Count nan

    let correlations (columns: float[][]) =
        columns
        |> Array.map (fun a -> columns |> Array.map (RankCorrelation.spearman a))

    let meanOfPairs (matrix: float[][]) =
        pairs [| 0 .. matrix.Length - 1 |]
        |> Array.averageBy (fun (i, j) -> matrix[i][j])

    let stability name (regions: int[][]) =
        let sets = regions |> Array.map Set.ofArray
        let size = regions[0].Length
        let inAll = Set.intersectMany sets |> Set.count

        let jaccard (a, b) =
            float (Set.intersect a b |> Set.count) / float (Set.union a b |> Set.count)

        {
            Region = name
            Size = size
            InAll = inAll
            InAny = Set.unionMany sets |> Set.count
            Share = float inAll / float size
            Jaccard = pairs sets |> Array.averageBy jaccard
        }

    let ofJoined join proportion (tables: MetricsTable[]) =
        if tables.Length < 2 then
            raise (
                AnalyticsException
                    $"found {tables.Length} run, expected at least two to see how far seeds agree"
            )

        let joined = cut join tables
        refuseOtherGold joined
        let regions = joined |> Array.map (Regions.split proportion)
        let column (select: MetricsTable -> 'a[]) = joined |> Array.map select
        let confidence, variability = column _.Confidence, column _.Variability
        let within = variability |> perExample (Array.averageBy (fun v -> v * v))
        let between = confidence |> perExample populationVariance
        let spearmanConfidence = correlations confidence
        let spearmanVariability = correlations variability

        let correctness =
            Array.map2
                (fun (cut: MetricsTable) (whole: MetricsTable) ->
                    let scale = float whole.CorrectnessScale
                    cut.Correctness |> Array.map (fun times -> float times / scale))
                joined
                tables

        {
            Runs = tables.Length
            Guids = joined[0].Guids
            Unmatched = tables |> Array.map (fun table -> table.Count - joined[0].Count)
            Gold = joined[0].Gold |> Option.defaultValue [||]
            Confidence = confidence |> perExample Array.average
            VarianceWithin = within
            VarianceBetween = between
            VarianceTotal = Array.map2 (+) within between
            SeedDeviation = between |> Array.map sqrt
            Correctness = correctness |> perExample Array.average
            Forgetting = forgetting joined
            LearntIn =
                column _.Correctness
                |> perExample (Array.sumBy (fun times -> if times > 0 then 1 else 0))
            SpearmanConfidence = spearmanConfidence
            SpearmanVariability = spearmanVariability
            AgreementConfidence = meanOfPairs spearmanConfidence
            AgreementVariability = meanOfPairs spearmanVariability
            Stability =
                [|
                    stability "easy" (regions |> Array.map _.Easy)
                    stability "ambiguous" (regions |> Array.map _.Ambiguous)
                    stability "hard" (regions |> Array.map _.Hard)
                |]
        }

    let ofTables proportion (tables: MetricsTable[]) =
        ofJoined (RunJoin.byGuid (tables |> Array.map _.Guids)) proportion tables
