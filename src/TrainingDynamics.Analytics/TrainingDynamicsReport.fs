namespace TrainingDynamics.Analytics

open System
open System.IO

[<Sealed>]
type MetricsReport(table: MetricsTable, run: RunMetrics option) =
    let scale = float table.CorrectnessScale

    member _.Table = table
    member _.Count = table.Count
    member _.Guids = table.Guids
    member _.Index = table.Index
    member _.Gold = table.Gold |> Option.defaultValue [||]
    member _.Epochs = table.Epochs |> Option.toNullable
    member _.EpochsFound = run |> Option.map _.EpochsFound |> Option.toNullable
    member _.BurnOutExceedsEpochs = run |> Option.exists _.BurnOutExceedsEpochs
    member _.Stats = run |> Option.map _.Stats |> Option.defaultValue [||]
    member _.ThresholdCloseness = table.ThresholdCloseness
    member _.Confidence = table.Confidence
    member _.Variability = table.Variability
    member _.Correctness = table.Correctness

    member val CorrectnessFraction = table.Correctness |> Array.map (fun times -> float times / scale)

    member val Forgetfulness =
        table.Forgetfulness
        |> Option.map (Array.map Forgetfulness.toDisk)
        |> Option.defaultValue [||]

    member val NeverLearnt = table.Correctness |> Array.sumBy (fun times -> if times = 0 then 1 else 0)

[<AbstractClass; Sealed>]
type TrainingDynamicsReport =

    static member Compute(path: string, burnOut: Nullable<int>, includeCi: bool) =
        let options =
            {
                BurnOut = Option.ofNullable burnOut
                IncludeCi = includeCi
            }

        let run = Metrics.ofRun options path
        MetricsReport(run.Table, Some run)

    static member Read(path: string) =
        MetricsReport(MetricsFile.read path, None)

    static member Open(path: string) =
        if File.Exists path then
            TrainingDynamicsReport.Read path
        else
            TrainingDynamicsReport.Compute(path, Nullable(), false)

    static member Write(report: MetricsReport, path: string) = MetricsFile.write path report.Table

    static member Regions(report: MetricsReport, proportion: float) = Regions.split proportion report.Table
