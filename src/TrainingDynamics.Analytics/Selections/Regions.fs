namespace TrainingDynamics.Analytics

open System

/// The three regions of the data map, as row numbers of the table, most typical first. Each has floor(proportion · N)
/// examples; they may overlap. Of one epoch, where every variability is 0, nothing is ambiguous. Source: Swayamdipta et al. 2020, section 3.
type Regions =
    {
        /// As asked for, in (0, 1].
        Proportion: float
        /// The highest confidence.
        Easy: int[]
        /// The lowest confidence.
        Hard: int[]
        /// The highest variability; none of one epoch.
        Ambiguous: int[]
    }

    static member private Shared(a: int[], b: int[]) =
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

    /// Examples that are both easy and hard; more than 0 only for proportions above one half.
    member regions.EasyAndHard = Regions.Shared(regions.Easy, regions.Hard)
    /// Examples that are both easy and ambiguous.
    member regions.EasyAndAmbiguous = Regions.Shared(regions.Easy, regions.Ambiguous)
    /// Examples that are both hard and ambiguous.
    member regions.HardAndAmbiguous = Regions.Shared(regions.Hard, regions.Ambiguous)

/// Splitting a table into regions.
[<RequireQualifiedAccess>]
module Regions =

    /// What the reference takes, 0.33.
    [<Literal>]
    let DefaultProportion = 0.33

    /// The regions of a table, ties in the table's order. proportion: in (0, 1]; raises ArgumentException outside of it.
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
