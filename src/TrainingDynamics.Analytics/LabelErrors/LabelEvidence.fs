namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

/// What a run's logits say about every example's label. Row i of every column is the same example, in the order of the
/// first epoch's file; do not write to the arrays.
type LabelEvidence =
    {
        /// [N].
        Guids: ExampleGuid[]
        /// [N]: the class the data set gives, in [0, C).
        Gold: int[]
        /// C, at least 2.
        Classes: int
        /// Epochs used, E.
        Epochs: int
        /// [N, C]: mean over epochs of the softmax of the logits, in float64; rows add to 1.
        Probabilities: float[,]
        /// [N]: mean over epochs of the gold logit minus the largest other one. Source: Pleiss et al. 2020 (AUM), on
        /// logits.
        Aum: float[]
        /// [N]: mean over epochs of the cross-entropy, in nats.
        MeanLoss: float[]
        /// [N]: epochs in which another class than gold had the greatest logit, 0 to E.
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

/// Reading label evidence from dynamics files.
[<RequireQualifiedAccess>]
module LabelEvidence =

    let private ofChosen options (files: IReadOnlyList<DynamicsFile>) =
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

    /// One pass over the given files, each an epoch of one run; memory grows with examples times classes, not with
    /// epochs. These are probabilities of examples that the model was trained on: late epochs know the wrong labels by
    /// heart, so early ones tell more. Raises LogFormatException, naming file, line and guid, when a record is
    /// malformed, a file is empty, a guid is missing in or extra to an epoch or twice in one, when gold or the number of
    /// classes differ or the run is a regression; ArgumentException when there is no file.
    let ofFiles files = ofChosen Metrics.defaults files

    /// The same for a run folder or its training_dynamics folder. options: First and Skip choose the epochs, the rest does
    /// not matter. Raises AnalyticsException when they leave no epoch.
    let ofRun options (path: string) =
        path |> DynamicsFile.Find |> ofChosen options
