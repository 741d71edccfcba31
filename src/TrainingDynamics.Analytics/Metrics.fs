namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

type MetricsOptions =
    {
        First: int option
        Skip: int
        IncludeCi: bool
        AllowMissing: bool
        Also: string list
    }

type EpochStats =
    {
        Epoch: int
        Loss: float
        Accuracy: float
    }

type RunMetrics =
    {
        Table: MetricsTable
        Stats: EpochStats[]
        EpochsFound: int
        MissingRecords: int[]
        IncompleteExamples: int
        Options: MetricsOptions
    }

    member metrics.BurnOutExceedsEpochs =
        metrics.Options.First
        |> Option.exists (fun epochs -> epochs > metrics.EpochsFound)

[<RequireQualifiedAccess>]
module Metrics =

    let defaults =
        {
            First = None
            Skip = 0
            IncludeCi = false
            AllowMissing = false
            Also = []
        }

    let definitions = [ for entry in MetricCatalog.entries -> entry.Definition ]

    let values name table =
        match MetricCatalog.tryValues (MetricCatalog.find name) table with
        | Some values -> values
        | None ->
            raise (
                AnalyticsException
                    $"these metrics have no {name}; compute them from the run's logs with it, by --metrics {name}"
            )

    let variability includeCi (example: inref<Trajectory>) =
        let variance = example.Variance

        if includeCi && example.Epochs > 1 then
            sqrt (variance + variance * variance / float (example.Epochs - 1))
        else
            sqrt variance

    // Rows that a thread takes at once.
    let rowsAtOnce = 1 <<< 14

    // All columns of some rows at once and on all cores, because the examples fit no cache.
    let tableOf options epochs (trajectories: RunTrajectories) =
        let examples = trajectories.Examples
        let count = trajectories.Count
        let guids = Array.zeroCreate count
        let index = GC.AllocateUninitializedArray<int> count
        let golds = GC.AllocateUninitializedArray<int> count
        let closeness = GC.AllocateUninitializedArray<float> count
        let confidence = GC.AllocateUninitializedArray<float> count
        let variabilities = GC.AllocateUninitializedArray<float> count
        let correctness = GC.AllocateUninitializedArray<int> count
        let forgetfulness = GC.AllocateUninitializedArray<Forgetfulness> count

        let fill () piece =
            for row in piece * rowsAtOnce .. min count ((piece + 1) * rowsAtOnce) - 1 do
                let example = &examples[row]
                let mean = example.Mean
                guids[row] <- example.Guid
                index[row] <- row
                golds[row] <- example.Gold
                closeness[row] <- mean * (1.0 - mean)
                confidence[row] <- mean
                variabilities[row] <- variability options.IncludeCi &example
                correctness[row] <- example.TimesCorrect
                forgetfulness[row] <- example.Forgetfulness

            true

        let pieces = (count + rowsAtOnce - 1) / rowsAtOnce

        OrderedWork.run (max 1 pieces) ignore (Func<_, _, _>(fill)) (Func<_, _, _>(fun () _ -> true))
        |> ignore

        {
            Guids = guids
            Index = index
            Gold = Some golds
            Epochs = Some epochs
            ThresholdCloseness = closeness
            Confidence = confidence
            Variability = variabilities
            Correctness = correctness
            Forgetfulness = Some forgetfulness
            Extras = trajectories.Extras
        }

    /// The files of the epochs that the options leave.
    let chosen options (files: IReadOnlyList<DynamicsFile>) =
        match options.First with
        | Some epochs when epochs < 1 ->
            raise (
                AnalyticsException
                    $"the first {epochs} epochs were asked for, expected the number of epochs to use, at least 1"
            )
        | _ -> ()

        if options.Skip < 0 then
            raise (
                AnalyticsException
                    $"{options.Skip} epochs are to be skipped, expected the number of epochs to leave out, at least 0"
            )

        let last = min files.Count (defaultArg options.First files.Count)

        if options.Skip >= last then
            let used =
                if last < files.Count then
                    $"of the first {last} epochs"
                else
                    $"of {files.Count} epochs"

            raise (AnalyticsException $"skipping {options.Skip} {used} leaves none; skip {last - 1} at most")

        Array.init (last - options.Skip) (fun epoch -> files[options.Skip + epoch])

    let requested options =
        let extras =
            if options.AllowMissing then
                options.Also @ [ MetricCatalog.EpochsPresent ]
            else
                options.Also

        MetricCatalog.onRequest extras

    let ofFiles options (files: IReadOnlyList<DynamicsFile>) =
        if files.Count = 0 then
            invalidArg (nameof files) "no dynamics file, expected at least one"

        let chosen = chosen options files
        let requested = requested options

        let trajectories =
            match BlockTrajectories.TryRead(chosen, requested) with
            | Some trajectories -> trajectories
            | None -> Trajectories(chosen[0], options.AllowMissing, requested).Read chosen

        let statsOf epoch (sums: EpochSums) =
            {
                Epoch = chosen[epoch].Epoch
                Loss = sums.Loss / float sums.Records
                Accuracy = float sums.Correct / float sums.Records
            }

        let mutable incomplete = 0

        // Where examples are missing, a pass over all says of how many.
        if
            trajectories.Epochs
            |> Array.exists (fun sums -> sums.Records < trajectories.Count)
        then
            for row in 0 .. trajectories.Count - 1 do
                if trajectories.Examples[row].Epochs < chosen.Length then
                    incomplete <- incomplete + 1

        {
            Table = tableOf options chosen.Length trajectories
            Stats =
                [|
                    for epoch in 0 .. chosen.Length - 1 -> statsOf epoch trajectories.Epochs[epoch]
                |]
            EpochsFound = files.Count
            MissingRecords = [| for sums in trajectories.Epochs -> trajectories.Count - sums.Records |]
            IncompleteExamples = incomplete
            Options = options
        }

    let ofRun options (path: string) =
        path |> DynamicsFile.Find |> ofFiles options
