namespace TrainingDynamics.Analytics

open Deedle

[<RequireQualifiedAccess>]
module DynamicsFrame =

    let counted value =
        match value with
        | Forgetfulness.NeverLearnt -> None
        | Forgetfulness.Events count -> Some count

    let ofTable (table: MetricsTable) : Frame<string, string> =
        let keys = table.Guids |> Array.map string
        let frame = Frame.ofRowKeys keys
        frame.AddColumn(MetricsColumn.Index, table.Index)

        table.Gold
        |> Option.iter (fun gold -> frame.AddColumn(MetricsColumn.Gold, gold))

        frame.AddColumn(MetricsColumn.ThresholdCloseness, table.ThresholdCloseness)
        frame.AddColumn(MetricsColumn.Confidence, table.Confidence)
        frame.AddColumn(MetricsColumn.Variability, table.Variability)
        frame.AddColumn(MetricsColumn.Correctness, table.Correctness)

        table.Forgetfulness
        |> Option.iter (fun forgetfulness ->
            let counts = forgetfulness |> Array.map counted

            frame.AddColumn(
                MetricsColumn.Forgetfulness,
                Series.ofOptionalObservations (Array.zip keys counts)
            )

            frame.AddColumn(MetricsColumn.NeverLearnt, counts |> Array.map Option.isNone))

        frame

    let load path =
        path |> MetricsFile.readOrCompute |> ofTable
