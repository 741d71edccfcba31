namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// One row of a metrics file that is being read, whatever the format; the next row overwrites it. `line` gives its 1-based line
/// or row; only messages ask for it.
[<Sealed>]
type internal MetricsRow(path: string, line: unit -> int64) =
    let entries = MetricCatalog.entries
    let values = Array.create entries.Length nan
    let isThere = Array.create entries.Length false
    let found = ResizeArray<int>()
    let mutable guid = ValueNone
    let mutable index = -1

    let required =
        [
            MetricsColumn.Confidence
            MetricsColumn.Variability
            MetricsColumn.Correctness
        ]
        |> List.map (fun name -> entries |> Array.findIndex (fun entry -> entry.Name = name))

    let expectedCount = "an integer, at least 0"

    let expectedNumber least greatest =
        match Double.IsFinite least, Double.IsFinite greatest with
        | true, true -> $"a number from {least} to {greatest}"
        | true, false -> $"a number, at least {least}"
        | _ -> "a number"

    let isCount integer =
        integer >= 0L && integer <= int64 Int32.MaxValue

    let numberOf (entry: MetricEntry) cell =
        match entry.Kind, cell with
        | MetricKind.Number(least, greatest), (CellValue.Integer _ | CellValue.Number _) ->
            let number =
                match cell with
                | CellValue.Integer integer -> float integer
                | CellValue.Number number -> number
                | _ -> nan

            if Double.IsFinite number && number >= least && number <= greatest then
                Ok number
            else
                Error(expectedNumber least greatest)
        | MetricKind.Number(least, greatest), _ -> Error(expectedNumber least greatest)
        | MetricKind.Count, CellValue.Integer integer when isCount integer -> Ok(float integer)
        | MetricKind.Count, _ -> Error expectedCount
        | MetricKind.Flag, CellValue.Flag flag -> Ok(if flag then 1.0 else 0.0)
        | MetricKind.Flag, _ -> Error "true or false"

    /// By the catalog's order; NaN where the row has none or says that there is none.
    member _.Values = values

    /// By the catalog's order: the row has the metric, if only as null.
    member _.IsThere = isThere

    /// The metrics that the row has, in its order, as places in the catalog.
    member _.Found = found

    /// The row's own.
    member _.Guid = guid.Value

    /// -1 when the row has none.
    member _.Index = index

    /// An error at this row; names the guid once known.
    member _.Error(problem: string) : exn =
        match guid with
        | ValueSome guid -> LogFormatException(path, line (), $"guid {guid}: {problem}")
        | ValueNone -> LogFormatException(path, line (), problem)

    /// Forgets the row before.
    member _.Start() =
        guid <- ValueNone
        index <- -1

        for metric in found do
            values[metric] <- nan
            isThere[metric] <- false

        found.Clear()

    /// Takes the value, or says what was expected.
    member _.TakeGuid(cell: CellValue) =
        match cell with
        | CellValue.Integer integer ->
            guid <- ValueSome(ExampleGuid.FromInteger integer)
            Ok()
        | CellValue.Text text ->
            guid <- ValueSome(ExampleGuid.FromText text)
            Ok()
        | _ -> Error "a 64-bit integer or a string"

    /// The same.
    member _.TakeIndex(cell: CellValue) =
        match cell with
        | CellValue.Integer integer when isCount integer ->
            index <- int integer
            Ok()
        | _ -> Error expectedCount

    /// The same; metric: its place in the catalog.
    member _.TakeMetric(metric: int, cell: CellValue) =
        let entry = entries[metric]

        let taken =
            match entry.Missing, cell with
            | MissingValue.Null, CellValue.Missing -> Ok nan
            | MissingValue.Number missing, CellValue.Integer integer when integer = int64 missing -> Ok nan
            | _ -> numberOf entry cell

        match taken with
        | Ok number ->
            values[metric] <- number
            isThere[metric] <- true
            found.Add metric
            Ok()
        | Error expected -> Error expected

    /// Raises LogFormatException where something is missing that every row has.
    member row.CheckComplete() =
        let missing =
            if guid.IsNone then
                Some MetricsColumn.Guid
            else
                required
                |> List.tryFind (fun metric -> not isThere[metric])
                |> Option.map (fun metric -> entries[metric].Name)

        match missing with
        | Some column ->
            raise (
                row.Error
                    $"no {column}; a metrics record has at least guid, confidence, variability and correctness"
            )
        | None -> ()
