namespace TrainingDynamics.Analytics

open System

type SelectionScore =
    {
        Name: string
        Values: float[]
        LowFirst: bool
    }

[<RequireQualifiedAccess>]
module SelectionScore =

    let forgettingEvents value =
        match value with
        | Forgetfulness.NeverLearnt -> infinity
        | Forgetfulness.Events count -> float count

    let forgetfulness (table: MetricsTable) =
        match table.Forgetfulness with
        | Some values -> values |> Array.map forgettingEvents
        | None ->
            raise (
                AnalyticsException
                    "the metrics have no forgetfulness, expected it to select by; compute them from the run's dynamics"
            )

    // Name, whether the lowest value is wanted first, and the column.
    let columns: (string * bool * (MetricsTable -> float[])) list =
        [
            MetricsColumn.ThresholdCloseness, false, _.ThresholdCloseness
            MetricsColumn.Confidence, true, _.Confidence
            MetricsColumn.Variability, false, _.Variability
            MetricsColumn.Correctness, true, (_.Correctness >> Array.map float)
            MetricsColumn.Forgetfulness, false, forgetfulness
        ]

    let names = columns |> List.map (fun (name, _, _) -> name) |> Array.ofList

    let ofTable name table =
        match columns |> List.tryFind (fun (known, _, _) -> known = name) with
        | Some(name, lowFirst, column) ->
            {
                Name = name
                Values = column table
                LowFirst = lowFirst
            }
        | None ->
            let known = String.Join(", ", names)
            raise (AnalyticsException $"'{name}' is no metric to select by, expected one of {known}")

    let ranking worst score =
        let sign = if score.LowFirst = worst then -1.0 else 1.0
        let keys = score.Values |> Array.map (fun value -> sign * value)
        let rows = Array.init keys.Length id

        // CompareTo puts NaN before every number, so NaN is compared by itself; the row decides between equal keys,
        // because Array.Sort does not keep their order.
        Array.Sort(
            rows,
            Comparison(fun a b ->
                match Double.IsNaN(keys[a]).CompareTo(Double.IsNaN keys[b]) with
                | 0 ->
                    match keys[a].CompareTo keys[b] with
                    | 0 -> a.CompareTo b
                    | different -> different
                | different -> different)
        )

        rows
