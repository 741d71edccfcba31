namespace TrainingDynamics.Analytics

open System

/// A column that examples are selected by.
type SelectionScore =
    {
        /// As in files and frames, e.g. `confidence`.
        Name: string
        /// [N], in the order of a table; infinite where an example was never learnt, NaN where it has no value (such an
        /// example comes after all others).
        Values: float[]
        /// True when the smallest value is the most wanted for training, as of confidence.
        LowFirst: bool
    }

/// Columns of a table as scores.
[<RequireQualifiedAccess>]
module SelectionScore =

    let private forgettingEvents value =
        match value with
        | Forgetfulness.NeverLearnt -> infinity
        | Forgetfulness.Events count -> float count

    let private forgetfulness (table: MetricsTable) =
        match table.Forgetfulness with
        | Some values -> values |> Array.map forgettingEvents
        | None ->
            refuse
                "the metrics have no forgetfulness, expected it to select by; compute them from the run's dynamics"

    // Name, whether the lowest value is wanted first, and the column.
    let private columns: (string * bool * (MetricsTable -> float[]))[] =
        [|
            MetricsColumn.ThresholdCloseness, false, _.ThresholdCloseness
            MetricsColumn.Confidence, true, _.Confidence
            MetricsColumn.Variability, false, _.Variability
            MetricsColumn.Correctness, true, (_.Correctness >> Array.map float)
            MetricsColumn.Forgetfulness, false, forgetfulness
        |]

    /// Names that `ofTable` knows.
    let names = [| for name, _, _ in columns -> name |]

    /// A metric of the table by its name in files. The direction is the reference's: low confidence and correctness,
    /// high variability, threshold_closeness and forgetfulness first; never learnt counts as infinitely often
    /// forgotten. Raises AnalyticsException for another name and for forgetfulness where the table has none.
    let ofTable name table =
        match Array.IndexOf(names, name) with
        | -1 ->
            let known = String.Join(", ", names)
            refuse $"'{name}' is no metric to select by, expected one of {known}"
        | place ->
            let name, lowFirst, column = columns[place]

            {
                Name = name
                Values = column table
                LowFirst = lowFirst
            }

    /// Row numbers [N], most wanted first; `worst` turns the order of the values round. Ties stay in the table's order
    /// either way.
    let ranking worst score =
        if score.LowFirst = worst then
            Ranking.descending score.Values
        else
            Ranking.ascending score.Values
