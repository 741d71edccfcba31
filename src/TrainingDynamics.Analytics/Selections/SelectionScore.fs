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
    let columns: (string * bool * (MetricsTable -> float[]))[] =
        [|
            MetricsColumn.ThresholdCloseness, false, _.ThresholdCloseness
            MetricsColumn.Confidence, true, _.Confidence
            MetricsColumn.Variability, false, _.Variability
            MetricsColumn.Correctness, true, (_.Correctness >> Array.map float)
            MetricsColumn.Forgetfulness, false, forgetfulness
        |]

    let names = [| for name, _, _ in columns -> name |]

    let ofTable name table =
        match Array.IndexOf(names, name) with
        | -1 ->
            let known = String.Join(", ", names)
            raise (AnalyticsException $"'{name}' is no metric to select by, expected one of {known}")
        | place ->
            let name, lowFirst, column = columns[place]

            {
                Name = name
                Values = column table
                LowFirst = lowFirst
            }

    let ranking worst score =
        if score.LowFirst = worst then
            Ranking.descending score.Values
        else
            Ranking.ascending score.Values
