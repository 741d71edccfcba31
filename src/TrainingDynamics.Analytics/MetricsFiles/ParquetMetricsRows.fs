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

    let readGroup (row: MetricsRow) (takers: (CellValue -> unit)[]) (rows: ParquetRows) first add =
        while rows.Place < rows.Count do
            let start = first + rows.Place
            let count = int (min (int64 pieceRows) (rows.Count - rows.Place))
            rows.Read count

            for place in 0 .. count - 1 do
                row.Start(start + int64 place + 1L)

                for column in 0 .. takers.Length - 1 do
                    takers[column](cellOf rows.Columns[column] place)

                row.CheckComplete()
                add ()

    /// Calls `add` with `row` filled, once for every row of the file. Raises LogFormatException that names file and row.
    let read (path: string) (row: MetricsRow) (add: unit -> unit) =
        use file = ParquetFile.Open path

        // The guid first, so that the errors of the others can name it.
        let columns =
            file.Leaves
            |> Array.choose (fun leaf -> taker row leaf.Column |> Option.map (fun take -> leaf, take))
            |> Array.sortBy (fun (leaf, _) -> leaf.Column <> MetricsColumn.Guid)

        for leaf, _ in columns do
            if not (leaf.IsFlat && leaf.IsReadable) then
                row.Start 0L
                raise (row.Error $"the column {leaf.Column} is of type {leaf.TypeName}, expected numbers")

        let leaves, takers = Array.unzip columns
        use rows = file.Rows leaves
        let mutable first = 0L

        for group in 0 .. file.GroupCount - 1 do
            rows.Open group
            readGroup row takers rows first add
            first <- first + rows.Count
