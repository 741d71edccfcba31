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

    let scan options (files: IReadOnlyList<DynamicsFile>) (others: EpochFold[]) rowsAtOnce give =
        if files.Count = 0 then
            invalidArg (nameof files) "no dynamics file, expected at least one"

        let chosen = chosen options files

        let fold =
            MetricsFold(chosen, options.IncludeCi, requested options, rowsAtOnce, give)

        EpochScan.run chosen options.AllowMissing [| fold; yield! others |]

        let statsOf epoch (sums: EpochSums) =
            {
                Epoch = chosen[epoch].Epoch
                Loss = sums.Loss / float sums.Records
                Accuracy = float sums.Correct / float sums.Records
            }

        {
            Table = fold.Rest()
            Stats = [| for epoch in 0 .. chosen.Length - 1 -> statsOf epoch fold.Sums[epoch] |]
            EpochsFound = files.Count
            MissingRecords = [| for sums in fold.Sums -> fold.Count - sums.Records |]
            IncompleteExamples = fold.Incomplete
            Options = options
        }

    let ofFiles options files =
        scan options files [||] Int32.MaxValue ignore

    let ofRun options (path: string) =
        path |> DynamicsFile.Find |> ofFiles options
