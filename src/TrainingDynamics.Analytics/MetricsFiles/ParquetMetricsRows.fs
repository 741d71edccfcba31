namespace TrainingDynamics.Analytics

open System
open Parquet
open Parquet.Schema

/// The rows of a metrics file in Parquet.
[<RequireQualifiedAccess>]
module internal ParquetMetricsRows =

    // pandas makes a column of whole numbers with gaps one of floats, NaN in the gaps.
    let normal (kind: MetricKind) cell =
        match kind, cell with
        | _, CellValue.Number number when Double.IsNaN number -> CellValue.Missing
        | MetricKind.Count, CellValue.Number number when Double.IsInteger number && abs number < 1e15 ->
            CellValue.Integer(int64 number)
        | _ -> cell

    let accept (row: MetricsRow) (name: string) (cell: CellValue) taken =
        match taken with
        | Ok() -> ()
        | Error expected -> raise (row.Error $"{name} is {cell.Description}, expected {expected}")

    /// What takes a column's values; None for a column that no metrics file has.
    let taker (row: MetricsRow) (field: DataField) : (CellValue -> unit) option =
        match field.Path[0] with
        | MetricsColumn.Guid -> Some(fun cell -> row.TakeGuid cell |> accept row MetricsColumn.Guid cell)
        | MetricsColumn.Index ->
            Some(fun cell ->
                let cell = normal MetricKind.Count cell
                row.TakeIndex cell |> accept row MetricsColumn.Index cell)
        | name ->
            MetricCatalog.entries
            |> Array.tryFindIndex (fun entry -> entry.Name = name)
            |> Option.map (fun metric ->
                fun cell ->
                    let cell = normal MetricCatalog.entries[metric].Kind cell
                    row.TakeMetric(metric, cell) |> accept row name cell)

    let readGroup (row: MetricsRow) (fields: (DataField * (CellValue -> unit))[]) group start add =
        let columns =
            fields
            |> Array.map (fun (field, take) ->
                match ParquetTable.column group field with
                | Some cells -> cells, take
                | None ->
                    row.Start 0L

                    raise (
                        row.Error
                            $"the column {field.Path[0]} is of type {field.ClrType.Name}, expected numbers"
                    ))

        for place in 0 .. int group.RowCount - 1 do
            row.Start(start + int64 place + 1L)

            for cells, take in columns do
                take cells[place]

            row.CheckComplete()
            add ()

    /// Calls `add` with `row` filled, once for every row of the file. Raises LogFormatException that names file and row.
    let read (path: string) (row: MetricsRow) (add: unit -> unit) =
        let reader = ParquetTable.openFile path

        try
            // The guid first, so that the errors of the others can name it.
            let fields =
                reader.Schema.DataFields
                |> Array.choose (fun field -> taker row field |> Option.map (fun take -> field, take))
                |> Array.sortBy (fun (field, _) -> field.Path[0] <> MetricsColumn.Guid)

            let mutable start = 0L

            for group in 0 .. reader.RowGroupCount - 1 do
                ParquetTable.reading path (fun () ->
                    use group = reader.OpenRowGroupReader group
                    readGroup row fields group start add
                    start <- start + group.RowCount)
        finally
            ParquetTable.close reader
