namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open TrainingDynamics.Logs

type MetricsOptions =
    { BurnOut: int option; IncludeCi: bool }

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
        Options: MetricsOptions
    }

    member metrics.BurnOutExceedsEpochs =
        metrics.Options.BurnOut
        |> Option.exists (fun epochs -> epochs > metrics.EpochsFound)

[<RequireQualifiedAccess>]
module Metrics =

    let defaults = { BurnOut = None; IncludeCi = false }

    let variability includeCi epochs deviations =
        let variance = deviations / float epochs

        if includeCi && epochs > 1 then
            sqrt (variance + variance * variance / float (epochs - 1))
        else
            sqrt variance

    let tableOf options epochs (examples: ReadOnlySpan<Trajectory>) =
        let examples = examples.ToArray()
        let confidence = examples |> Array.map _.Mean

        {
            Guids = examples |> Array.map _.Guid
            Index = Array.init examples.Length id
            Gold = Some(examples |> Array.map _.Gold)
            Epochs = Some epochs
            ThresholdCloseness = confidence |> Array.map (fun c -> c * (1.0 - c))
            Confidence = confidence
            Variability =
                examples
                |> Array.map (fun e -> variability options.IncludeCi epochs e.Deviations)
            Correctness = examples |> Array.map _.TimesCorrect
            Forgetfulness = Some(examples |> Array.map _.Forgetfulness)
        }

    let ofFiles options (files: IReadOnlyList<DynamicsFile>) =
        if files.Count = 0 then
            invalidArg (nameof files) "no dynamics file, expected at least one"

        match options.BurnOut with
        | Some epochs when epochs < 1 ->
            invalidArg
                (nameof options)
                $"burn-out is {epochs}, expected the number of first epochs to use, at least 1"
        | _ -> ()

        let epochs = min files.Count (defaultArg options.BurnOut files.Count)
        let trajectories = Trajectories files[0]

        let stats =
            Array.init epochs (fun epoch ->
                let struct (loss, correct) = trajectories.AddEpoch(files[epoch], epoch)
                let accuracy = float correct / float trajectories.Examples.Length

                {
                    Epoch = files[epoch].Epoch
                    Loss = loss
                    Accuracy = accuracy
                })

        {
            Table = tableOf options epochs trajectories.Examples
            Stats = stats
            EpochsFound = files.Count
            Options = options
        }

    let ofRun options (path: string) =
        path |> DynamicsFile.Find |> ofFiles options
