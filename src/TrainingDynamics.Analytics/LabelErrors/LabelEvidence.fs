namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

type LabelEvidence =
    {
        Guids: ExampleGuid[]
        Gold: int[]
        Classes: int
        Epochs: int
        Probabilities: float[,]
        Aum: float[]
        MeanLoss: float[]
        Contradictions: int[]
    }

/// The mean over epochs of every example's softmax.
[<Sealed>]
type internal DistributionFold(epochs: int) =
    inherit EpochFold()

    let mutable sums: float[] = Array.zeroCreate 0 // [rows, C]
    let mutable means: float[] = Array.zeroCreate 0 // [N, C], room for more
    let mutable probabilities: float[] = Array.zeroCreate 0 // [C]
    let mutable classes = 0
    let mutable finished = 0

    override _.Start _ =
        Array.Clear sums
        finished <- 0

    override _.Reserve _ = ()

    override _.Add(block, first, length, row, _) =
        if block.Records.Classes <> classes then
            classes <- block.Records.Classes
            probabilities <- Array.zeroCreate classes

        sums <- grown sums ((row + length) * classes)

        for place in 0 .. length - 1 do
            Softmax.distribution (block.Records.LogitsOf(first + place)) probabilities
            |> ignore

            let start = (row + place) * classes

            for c in 0 .. classes - 1 do
                sums[start + c] <- sums[start + c] + probabilities[c]

    override _.Finish examples =
        means <- grown means ((finished + examples.Count) * classes)

        for place in 0 .. examples.Count * classes - 1 do
            means[finished * classes + place] <- sums[place] / float epochs

        Array.Clear sums
        finished <- finished + examples.Count

    /// After the scan.
    member _.Means() =
        Array2D.init finished classes (fun row c -> means[row * classes + c])

[<RequireQualifiedAccess>]
module LabelEvidence =

    let ofChosen options (files: IReadOnlyList<DynamicsFile>) =
        let chosen = Metrics.chosen options files
        let distributions = DistributionFold chosen.Length

        let metrics =
            Metrics.scan
                { options with
                    AllowMissing = false
                    Also = [ "aum"; "mean_loss" ]
                }
                files
                [| distributions |]
                Int32.MaxValue
                ignore

        let table = metrics.Table
        let probabilities = distributions.Means()

        {
            Guids = table.Guids
            Gold = table.Gold |> Option.defaultValue [||]
            Classes = Array2D.length2 probabilities
            Epochs = chosen.Length
            Probabilities = probabilities
            Aum = Metrics.values "aum" table
            MeanLoss = Metrics.values "mean_loss" table
            Contradictions = table.Correctness |> Array.map (fun times -> chosen.Length - times)
        }

    let ofFiles files = ofChosen Metrics.defaults files

    let ofRun options (path: string) =
        path |> DynamicsFile.Find |> ofChosen options
