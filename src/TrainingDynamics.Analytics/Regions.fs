namespace TrainingDynamics.Analytics

type Regions =
    {
        Proportion: float
        Easy: int[]
        Hard: int[]
        Ambiguous: int[]
    }

    static member Shared(a: int[], b: int[]) =
        let isInA = Array.zeroCreate<bool>(1 + Array.fold max (Array.fold max 0 a) b)

        for row in a do
            isInA[row] <- true

        let mutable shared = 0

        for row in b do
            shared <- shared + (if isInA[row] then 1 else 0)

        shared

    member regions.EasyAndHard = Regions.Shared(regions.Easy, regions.Hard)
    member regions.EasyAndAmbiguous = Regions.Shared(regions.Easy, regions.Ambiguous)
    member regions.HardAndAmbiguous = Regions.Shared(regions.Hard, regions.Ambiguous)

[<RequireQualifiedAccess>]
module Regions =

    [<Literal>]
    let DefaultProportion = 0.33

    let split proportion (table: MetricsTable) =
        let size = Ranking.sizeOf proportion table.Count

        let first metric worst =
            table
            |> SelectionScore.ofTable metric
            |> SelectionScore.ranking worst
            |> Array.truncate size

        let regions =
            [|
                MetricsColumn.Confidence, true
                MetricsColumn.Confidence, false
                MetricsColumn.Variability, false
            |]
            |> Array.Parallel.map (fun (metric, worst) -> first metric worst)

        {
            Proportion = proportion
            Easy = regions[0]
            Hard = regions[1]
            Ambiguous = regions[2]
        }
