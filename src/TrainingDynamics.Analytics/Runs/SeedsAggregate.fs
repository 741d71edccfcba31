namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// How steady one region is over several runs.
type RegionStability =
    {
        /// easy, ambiguous or hard.
        Region: string
        /// Examples that the region has in every run.
        Size: int
        /// Examples that are in it in all runs.
        InAll: int
        /// Examples that are in it in at least one run.
        InAny: int
        /// InAll over Size, in [0, 1]; NaN where the region is empty.
        Share: float
        /// Mean over the pairs of runs of the examples in both regions over those in either, in [0, 1]; NaN likewise.
        Jaccard: float
    }

/// Several runs over the same data, R of them, each with the same weight whatever its number of epochs. The arrays
/// without a note are [M], one entry per example that all runs have, in the first run's order; do not write to them.
type SeedsAggregate =
    {
        /// R, at least 2.
        Runs: int
        /// Of the examples in all runs.
        Guids: ExampleGuid[]
        /// [R]: examples of each run that another one lacks.
        Unmatched: int[]
        /// Gold class of the first run; empty where it does not hold it.
        Gold: int[]
        /// Mean over the runs, in [0, 1].
        Confidence: float[]
        /// Mean over the runs of the variance over epochs, the part of the spread that a single run shows; variability
        /// squared, so the confidence interval must be off.
        VarianceWithin: float[]
        /// Population variance over the runs of their confidence, the part that the seed makes.
        VarianceBetween: float[]
        /// Their sum: the variance over all epochs of all runs, when these have as many epochs each.
        VarianceTotal: float[]
        /// Square root of the variance between, the standard deviation over seeds.
        SeedDeviation: float[]
        /// Mean over the runs of correctness as a fraction, in [0, 1].
        Correctness: float[]
        /// Mean forgetting events over the runs that learnt the example, NaN where none did or the tables have none.
        Forgetting: float[]
        /// Runs that learnt the example, 0 to R.
        LearntIn: int[]
        /// [R][R] rank correlations of the runs' confidence.
        SpearmanConfidence: float[][]
        /// [R][R] rank correlations of the runs' variability.
        SpearmanVariability: float[][]
        /// Mean of the pairs' rank correlations of confidence.
        AgreementConfidence: float
        /// The same of variability.
        AgreementVariability: float
        /// easy, ambiguous, hard.
        Stability: RegionStability[]
    }

/// Aggregating runs that differ in their seed.
[<RequireQualifiedAccess>]
module SeedsAggregate =

    let private pairs (items: 'a[]) =
        [|
            for i in 0 .. items.Length - 2 do
                for j in i + 1 .. items.Length - 1 do
                    items[i], items[j]
        |]

    // Each table cut down to the examples that all have, in the first one's order.
    let private cut (join: RunJoin) tables =
        Array.map2 MetricsRows.take join.Rows tables

    let private refuseOtherGold (tables: MetricsTable[]) =
        match tables[0].Gold with
        | None -> ()
        | Some first ->
            tables
            |> Array.iteri (fun run table ->
                let gold = Option.defaultValue first table.Gold

                match [| 0 .. first.Length - 1 |] |> Array.filter (fun row -> gold[row] <> first[row]) with
                | [||] -> ()
                | others ->
                    refuse
                        $"found another gold class in run {run + 1} than in the first for {others.Length} of \
                              {first.Length} examples, guid {tables[0].Guids[others[0]]} first; expected runs on the \
                              same labels; td compare shows two runs with different ones")

    // Entry i of the result is `summary` of the runs' values for example i.
    let private perExample (summary: 'a[] -> 'b) (columns: 'a[][]) =
        Array.init columns[0].Length (fun i -> columns |> Array.map (fun column -> column[i]) |> summary)

    let private populationVariance (values: float[]) =
        let mean = Array.average values
        values |> Array.averageBy (fun value -> (value - mean) * (value - mean))

    let private forgetting (tables: MetricsTable[]) =
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

    let private correlations (columns: float[][]) =
        columns
        |> Array.map (fun a -> columns |> Array.map (RankCorrelation.spearman a))

    let private meanOfPairs (matrix: float[][]) =
        pairs [| 0 .. matrix.Length - 1 |]
        |> Array.averageBy (fun (i, j) -> matrix[i][j])

    let private stability name (regions: int[][]) =
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

    /// The same of examples that a join of these tables has found.
    let ofJoined join proportion (tables: MetricsTable[]) =
        if tables.Length < 2 then
            refuse $"found {tables.Length} run, expected at least two to see how far seeds agree"

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

    /// Joins by guid. proportion: of a region, in (0, 1]; regions are split among the examples in all runs. Raises
    /// AnalyticsException when there are fewer than two runs, they share no guid or differ in an example's gold class,
    /// ArgumentException for a proportion out of its range.
    let ofTables proportion (tables: MetricsTable[]) =
        ofJoined (RunJoin.byGuid (tables |> Array.map _.Guids)) proportion tables
