namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// What one epoch says of every example, [N] each, in the order of the run's first epoch.
type EpochColumns =
    {
        /// The gold class's probability, in [0, 1]; exact, as the softmax of the metrics is a float32 one.
        GoldProbability: float32[]
        /// Whether the gold class had the greatest logit.
        Correct: bool[]
    }

/// The metrics of the first epochs, [N] each.
type ColumnMetrics =
    {
        /// Epochs used, E.
        Epochs: int
        /// In [0, 1].
        Confidence: float[]
        /// In [0, 0.5].
        Variability: float[]
        /// 0 to E.
        Correctness: int[]
        /// Forgetting events; 1000 where never learnt, so never averaged.
        Forgetfulness: int[]
    }

/// The metrics of columns in memory, epoch by epoch: those that `Metrics` computes from the files.
/// examples: N.
[<Sealed>]
type RunningMetrics(examples: int) =
    let trajectories: Trajectory[] = Array.zeroCreate examples
    let mutable epochs = 0

    /// The next epoch.
    member _.Add(epoch: EpochColumns) =
        for row in 0 .. examples - 1 do
            Trajectory.add &trajectories[row] epochs (float epoch.GoldProbability[row]) epoch.Correct[row]

        epochs <- epochs + 1

    /// Of the epochs so far, at least one; in new arrays.
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

/// Keeps the columns of every epoch; memory grows with examples × epochs.
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

    /// Of an epoch that was gone through, counted from the first one used.
    member _.Epoch(epoch: int) =
        probabilities[epoch] <- resized probabilities[epoch] count
        correct[epoch] <- resized correct[epoch] count

        {
            GoldProbability = probabilities[epoch]
            Correct = correct[epoch]
        }

/// The epochs of one run in columns, read one after the other as their files appear.
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

    /// Reads the first epoch. maxExamples: of a larger data set every k-th example is kept, k the least power of two that gives at most
    /// this many. Raises what `Metrics.ofFiles` does.
    static member Begin(first: DynamicsFile, maxExamples: int) =
        start first maxExamples (strideFor (estimate first) maxExamples)

    /// [N], unique, in the order of the first epoch's file.
    member _.Guids = guids

    /// [N], 0-based.
    member _.Golds = golds

    /// Examples of the run; more than N where not all are kept.
    member _.Total = scan.Total

    /// Of the first epoch.
    member _.First = first

    /// The next epoch, on all cores. Raises what `Metrics.ofFiles` does; the same epoch may then be read again.
    member _.Read(file: DynamicsFile) =
        scan.Read file
        epochs <- epochs + 1
        fold.Epoch(epochs - 1)
