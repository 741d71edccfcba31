namespace TrainingDynamics.Analytics

open System
open System.Text
open TrainingDynamics.Logs

/// The rows of a metrics file in Parquet.
[<RequireQualifiedAccess>]
module internal ParquetMetricsRows =

    // Read at once.
    let pieceRows = 16384

    let cellOf (column: ParquetColumn) place =
        if column.IsMissing place then
            CellValue.Missing
        else
            match column.Kind with
            | ParquetKind.Integer -> CellValue.Integer(column.Integer place)
            | ParquetKind.Number -> CellValue.Number(column.Number place)
            | ParquetKind.Flag -> CellValue.Flag(column.Flag place)
            | _ -> CellValue.Text(Encoding.UTF8.GetString(column.Text place))

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
    let taker (row: MetricsRow) (column: string) : (CellValue -> unit) option =
        match column with
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

    /// Adds all rows to `rows`. Raises LogFormatException that names file and row.
    let read (path: string) (rows: MetricsFileRows) =
        use file = ParquetFile.Open path
        let place = ref 0L
        let row = MetricsRow(path, fun () -> place.Value)

        // The guid first, so that the errors of the others can name it.
        let columns =
            file.Leaves
            |> Array.choose (fun leaf -> taker row leaf.Column |> Option.map (fun take -> leaf, take))
            |> Array.sortBy (fun (leaf, _) -> leaf.Column <> MetricsColumn.Guid)

        for leaf, _ in columns do
            if not (leaf.IsFlat && leaf.IsReadable) then
                raise (row.Error $"the column {leaf.Column} is of type {leaf.TypeName}, expected numbers")

        let leaves, takers = Array.unzip columns
        use parts = file.Rows leaves

        for group in 0 .. file.GroupCount - 1 do
            parts.Open group

            while parts.Place < parts.Count do
                let count = int (min (int64 pieceRows) (parts.Count - parts.Place))
                parts.Read count

                for record in 0 .. count - 1 do
                    place.Value <- place.Value + 1L
                    row.Start()

                    for column in 0 .. takers.Length - 1 do
                        takers[column](cellOf parts.Columns[column] record)

                    row.CheckComplete()
                    rows.Add row
