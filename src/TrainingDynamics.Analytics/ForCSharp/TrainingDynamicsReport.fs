namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

/// The metrics of a run for C#: arrays and nullables in place of options and unions. The arrays are [N], row i of each
/// is the same example; do not write to them.
[<Sealed>]
type MetricsReport internal (table: MetricsTable, run: RunMetrics option) =
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

    /// The same metrics for F#.
    member _.Table = table
    /// Examples, N, at least 1.
    member _.Count = table.Count
    /// Unique within the report.
    member _.Guids = table.Guids
    /// See MetricsTable.Index.
    member _.Index = table.Index
    /// 0-based class; empty when read from a metrics file, which does not hold it.
    member _.Gold = table.Gold |> Option.defaultValue [||]
    /// Epochs used, E; null when read from a metrics file, which does not say it.
    member _.Epochs = table.Epochs |> Option.toNullable
    /// Epochs that the run has; null as above.
    member _.EpochsFound = run |> Option.map _.EpochsFound |> Option.toNullable
    /// True when more first epochs were asked for than there are, and all were used.
    member _.BurnOutExceedsEpochs = run |> Option.exists _.BurnOutExceedsEpochs

    /// Examples that each epoch used lacks, [E]; all 0 unless examples may be missing; empty when read from a file.
    member _.MissingRecords =
        run |> Option.map _.MissingRecords |> Option.defaultValue [||]

    /// Examples that at least one epoch used lacks; 0 when read from a file.
    member _.IncompleteExamples =
        run |> Option.map _.IncompleteExamples |> Option.defaultValue 0

    /// One per epoch used, [E]; empty when read from a metrics file.
    member _.Stats = run |> Option.map _.Stats |> Option.defaultValue [||]
    /// In [0, 0.25].
    member _.ThresholdCloseness = table.ThresholdCloseness
    /// In [0, 1].
    member _.Confidence = table.Confidence
    /// In [0, 0.5]; up to 0.56 with the confidence interval.
    member _.Variability = table.Variability
    /// 0 to E.
    member _.Correctness = table.Correctness

    /// Correctness as a fraction of E, in [0, 1]; of the epochs that have the example where some lack it; where E is
    /// unknown, of the greatest correctness, as in the reference's plot.
    member _.CorrectnessFraction = correctnessFraction.Value

    /// Forgetting events, 1000 where an example was never learnt: not to be averaged; empty when the metrics file has
    /// none.
    member _.Forgetfulness = forgetfulness.Value

    /// Examples that were never predicted correctly.
    member val NeverLearnt = table.Correctness |> Array.sumBy (fun times -> if times = 0 then 1 else 0)

    /// Names of the metrics that the report has, as on disk: the five (forgetfulness not always), then those on request.
    member _.MetricNames = metricNames.Value
    /// The values of a metric by its name, one of the five or on request: [N], NaN where an example has none, flags 0
    /// or 1. Raises AnalyticsException when there is no such metric or the report lacks it.
    member _.Values(name: string) = Metrics.values name table

/// The modules of this assembly for C#.
[<AbstractClass; Sealed>]
type TrainingDynamicsReport =

    /// `Metrics.ofRun`. path: a run folder or its training_dynamics folder. Raises LogFormatException, AnalyticsException.
    static member Compute(path: string, request: MetricsRequest) =
        let run = Metrics.ofRun request.Options path
        MetricsReport(run.Table, Some run)

    /// Every metric there is: the five, then those on request.
    static member MetricDefinitions = Array.ofList Metrics.definitions

    /// `MetricsFile.read`. Raises LogFormatException.
    static member Read(path: string) =
        MetricsReport(MetricsFile.read path, None)

    /// Read for a file, Compute for a folder. Of a file the request can only ask for metrics that it has. Raises
    /// LogFormatException, AnalyticsException.
    static member Open(path: string, request: MetricsRequest) =
        if File.Exists path then
            MetricsReport(MetricsFile.readOrComputeWith request.Options path, None)
        else
            TrainingDynamicsReport.Compute(path, request)

    /// The same for all epochs and the five metrics.
    static member Open(path: string) =
        TrainingDynamicsReport.Open(path, MetricsRequest())

    /// `RegionSummary.ofTable`. proportion: of a region, in (0, 1]. Raises ArgumentException.
    static member RegionSummary(report: MetricsReport, proportion: float) =
        RegionSummary.ofTable proportion report.Table

    /// `MetricsFile.writeRun`. run: a run folder or its training_dynamics folder; proportion: of a region, in (0, 1].
    /// Raises LogFormatException, AnalyticsException, RunFolderException.
    static member WriteRun
        (run: string, request: MetricsRequest, path: string, format: string | null, proportion: float)
        =
        DynamicsFile.Find run
        |> MetricsFile.writeRun MetricsFile.RowsAtOnce request.Options proportion format path
