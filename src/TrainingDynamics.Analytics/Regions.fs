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

        {
            Proportion = proportion
            Easy = first MetricsColumn.Confidence true
            Hard = first MetricsColumn.Confidence false
            Ambiguous = first MetricsColumn.Variability false
        }
