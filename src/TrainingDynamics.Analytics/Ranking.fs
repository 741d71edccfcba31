namespace TrainingDynamics.Analytics

open System

[<RequireQualifiedAccess>]
type Metric =
    | ThresholdCloseness
    | Confidence
    | Variability
    | Correctness
    | Forgetfulness

[<RequireQualifiedAccess>]
module Ranking =

    // Never learnt sorts as infinitely often forgotten; the number is compared and nothing else.
    let forgetfulnessKey value =
        match value with
        | Forgetfulness.NeverLearnt -> infinity
        | Forgetfulness.Events count -> float count

    // Keys of which the smallest is wanted first.
    let ascendingKeys metric (table: MetricsTable) =
        match metric with
        | Metric.Confidence -> table.Confidence
        | Metric.Correctness -> table.Correctness |> Array.map float
        | Metric.ThresholdCloseness -> table.ThresholdCloseness |> Array.map (~-)
        | Metric.Variability -> table.Variability |> Array.map (~-)
        | Metric.Forgetfulness ->
            match table.Forgetfulness with
            | Some forgetfulness -> forgetfulness |> Array.map (forgetfulnessKey >> (~-))
            | None ->
                invalidArg (nameof table) "the table has no forgetfulness, expected one with it to rank by it"

    let order metric worst (table: MetricsTable) =
        let keys = ascendingKeys metric table
        let keys = if worst then keys |> Array.map (~-) else keys
        let rows = Array.init keys.Length id

        // The row number decides between equal keys, because Array.Sort does not keep their order.
        Array.Sort(
            rows,
            Comparison(fun a b ->
                match keys[a].CompareTo keys[b] with
                | 0 -> a.CompareTo b
                | different -> different)
        )

        rows

    let sizeOf proportion count =
        if not (proportion > 0.0 && proportion <= 1.0) then
            invalidArg
                (nameof proportion)
                $"the proportion is {proportion}, expected more than 0 and at most 1"

        int (proportion * float count)
