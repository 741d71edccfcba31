namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

[<Sealed>]
type MetricsReport(table: MetricsTable, run: RunMetrics option) =
    // What most callers do without is made when it is asked for.
    let metricNames =
        lazy (MetricCatalog.columns table |> Array.map (fun (entry, _) -> entry.Name))

    let fractions () =
        match MetricCatalog.tryValues (MetricCatalog.find MetricCatalog.EpochsPresent) table with
        | Some epochs -> Array.map2 (fun times epochs -> float times / epochs) table.Correctness epochs
        | None ->
            let scale = float table.CorrectnessScale
            table.Correctness |> Array.map (fun times -> float times / scale)

    let correctnessFraction = lazy (fractions ())

    let forgetfulness =
        lazy
            (table.Forgetfulness
             |> Option.map (Array.map Forgetfulness.toDisk)
             |> Option.defaultValue [||])

    member _.Table = table
    member _.Count = table.Count
    member _.Guids = table.Guids
    member _.Index = table.Index
    member _.Gold = table.Gold |> Option.defaultValue [||]
    member _.Epochs = table.Epochs |> Option.toNullable
    member _.EpochsFound = run |> Option.map _.EpochsFound |> Option.toNullable
    member _.BurnOutExceedsEpochs = run |> Option.exists _.BurnOutExceedsEpochs

    member _.MissingRecords =
        run |> Option.map _.MissingRecords |> Option.defaultValue [||]

    member _.IncompleteExamples =
        run |> Option.map _.IncompleteExamples |> Option.defaultValue 0

    member _.Stats = run |> Option.map _.Stats |> Option.defaultValue [||]
    member _.ThresholdCloseness = table.ThresholdCloseness
    member _.Confidence = table.Confidence
    member _.Variability = table.Variability
    member _.Correctness = table.Correctness

    member _.CorrectnessFraction = correctnessFraction.Value

    member _.Forgetfulness = forgetfulness.Value

    member val NeverLearnt = table.Correctness |> Array.sumBy (fun times -> if times = 0 then 1 else 0)

    member _.MetricNames = metricNames.Value
    member _.Values(name: string) = Metrics.values name table

type RunSummary =
    {
        Stats: EpochStats[]
        EpochsFound: int
        BurnOutExceedsEpochs: bool
        IncompleteExamples: int
        Regions: RegionSummary
    }

[<AbstractClass; Sealed>]
type TrainingDynamicsReport =

    static member Compute(path: string, request: MetricsRequest) =
        let run = Metrics.ofRun request.Options path
        MetricsReport(run.Table, Some run)

    static member Compute(path: string, burnOut: Nullable<int>, includeCi: bool) =
        TrainingDynamicsReport.Compute(path, MetricsRequest(First = burnOut, IncludeCi = includeCi))

    static member MetricDefinitions = Array.ofList Metrics.definitions

    static member Read(path: string) =
        MetricsReport(MetricsFile.read path, None)

    static member Open(path: string, request: MetricsRequest) =
        if File.Exists path then
            MetricsReport(MetricsFile.readOrComputeWith request.Options path, None)
        else
            TrainingDynamicsReport.Compute(path, request)

    static member Open(path: string) =
        TrainingDynamicsReport.Open(path, MetricsRequest())

    static member Write(report: MetricsReport, path: string) = MetricsFile.write path report.Table

    static member WriteByName(report: MetricsReport, path: string, format: string | null) =
        MetricsFile.writeAs format path report.Table

    static member Regions(report: MetricsReport, proportion: float) = Regions.split proportion report.Table

    static member RegionSummary(report: MetricsReport, proportion: float) =
        RegionSummary.ofTable proportion report.Table

    static member WriteRun
        (run: string, request: MetricsRequest, path: string, format: string | null, proportion: float)
        =
        let metrics, regions =
            MetricsFile.writeRun
                MetricsFile.RowsAtOnce
                request.Options
                proportion
                format
                path
                (DynamicsFile.Find run)

        {
            Stats = metrics.Stats
            EpochsFound = metrics.EpochsFound
            BurnOutExceedsEpochs = metrics.BurnOutExceedsEpochs
            IncompleteExamples = metrics.IncompleteExamples
            Regions = regions
        }
