namespace TrainingDynamics.Analytics

open System.Collections.Generic

type Regions =
    {
        Proportion: float
        Easy: int[]
        Hard: int[]
        Ambiguous: int[]
    }

    static member Shared(a: int[], b: int[]) =
        let known = HashSet a
        b |> Seq.filter known.Contains |> Seq.length

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
