namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

type EpochColumns =
    {
        GoldProbability: float32[]
        Correct: bool[]
    }

type ColumnMetrics =
    {
        Epochs: int
        Confidence: float[]
        Variability: float[]
        Correctness: int[]
        Forgetfulness: int[]
    }

[<Sealed>]
type RunningMetrics(examples: int) =
    let trajectories: Trajectory[] = Array.zeroCreate examples
    let mutable epochs = 0

    member _.Add(epoch: EpochColumns) =
        for row in 0 .. examples - 1 do
            Trajectory.add &trajectories[row] epochs (float epoch.GoldProbability[row]) epoch.Correct[row]

        epochs <- epochs + 1

    member _.Metrics() =
        {
            Epochs = epochs
            Confidence = trajectories |> Array.map _.Mean
            Variability = trajectories |> Array.map (fun example -> example.Variability false)
            Correctness = trajectories |> Array.map _.TimesCorrect
            Forgetfulness =
                trajectories
                |> Array.map (fun example -> Forgetfulness.toDisk example.Forgetfulness)
        }

[<Sealed>]
type internal ColumnsFold() =
    inherit EpochFold()

    let mutable probabilities: float32[][] = Array.zeroCreate 0 // [E][N], room for more
    let mutable correct: bool[][] = Array.zeroCreate 0
    let mutable expected = 0
    let mutable finished = 0 // rows before the first one that the scan speaks of
    let mutable count = 0

    override _.Start examples =
        expected <- examples
        finished <- 0
        count <- 0

    override _.Reserve rows = count <- max count (finished + rows)

    override _.Add(block, first, length, row, epoch) =
        if epoch >= probabilities.Length then
            probabilities <- resized probabilities (epoch + 1)
            correct <- resized correct (epoch + 1)
            probabilities[epoch] <- Array.zeroCreate expected
            correct[epoch] <- Array.zeroCreate expected

        probabilities[epoch] <- grown probabilities[epoch] count
        correct[epoch] <- grown correct[epoch] count

        for place in 0 .. length - 1 do
            let target = finished + row + place
            probabilities[epoch][target] <- float32 block.Probabilities[first + place]
            correct[epoch][target] <- block.Correct[first + place] <> 0

    override _.Finish examples =
        finished <- examples.First + examples.Count

    /// Of an epoch that was gone through.
    member _.Epoch(epoch: int) =
        probabilities[epoch] <- resized probabilities[epoch] count
        correct[epoch] <- resized correct[epoch] count

        {
            GoldProbability = probabilities[epoch]
            Correct = correct[epoch]
        }

[<Sealed>]
type RunColumns private (scan: GuidScan, fold: ColumnsFold) =
    let guids = scan.Guids
    let golds = scan.Golds
    let first = fold.Epoch 0
    let mutable epochs = 1

    static let strideFor examples maxExamples =
        let mutable stride = 1

        while int64 examples > int64 maxExamples * int64 stride do
            stride <- 2 * stride

        stride

    static let estimate (file: DynamicsFile) =
        use blocks = DynamicsBlocks.Open file
        let records = RecordBlock()

        if blocks.Count > 0 && blocks.RecordsIn 0 < 0 then
            blocks.Read(0, records)

        StepScan.Estimate(blocks, records.Count)

    static let rec start (file: DynamicsFile) maxExamples stride =
        let fold = ColumnsFold()
        let scan = GuidScan(false, stride, [| fold |])
        scan.Read file

        match strideFor scan.Total maxExamples with
        | same when same = stride -> RunColumns(scan, fold)
        | other -> start file maxExamples other // the estimate was too far off

    static member Begin(first: DynamicsFile, maxExamples: int) =
        start first maxExamples (strideFor (estimate first) maxExamples)

    member _.Guids = guids
    member _.Golds = golds
    member _.Total = scan.Total
    member _.First = first

    member _.Read(file: DynamicsFile) =
        scan.Read file
        epochs <- epochs + 1
        fold.Epoch(epochs - 1)
