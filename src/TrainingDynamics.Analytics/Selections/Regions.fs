namespace TrainingDynamics.Analytics

open System

type Regions =
    {
        Proportion: float
        Easy: int[]
        Hard: int[]
        Ambiguous: int[]
    }

    static member Shared(a: int[], b: int[]) =
        let mutable greatest = 0

        for row in a do
            greatest <- max greatest row

        for row in b do
            greatest <- max greatest row

        let isInA = Array.zeroCreate<bool>(1 + greatest)

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
            let ranking = table |> SelectionScore.ofTable metric |> SelectionScore.ranking worst

            ranking.AsSpan(0, size).ToArray()

        let regions: int[][] = Array.zeroCreate 3

        let rank () region =
            regions[region] <-
                match region with
                | 0 -> first MetricsColumn.Confidence true
                | 1 -> first MetricsColumn.Confidence false
                | _ when table.Epochs = Some 1 -> [||]
                | _ -> first MetricsColumn.Variability false

            true

        OrderedWork.run regions.Length ignore (Func<_, _, _>(rank)) (Func<_, _, _>(fun () _ -> true))
        |> ignore

        {
            Proportion = proportion
            Easy = regions[0]
            Hard = regions[1]
            Ambiguous = regions[2]
        }
