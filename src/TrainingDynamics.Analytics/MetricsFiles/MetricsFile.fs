namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module MetricsFile =

    // A part of a table appended to a stream; the first one after what stands at the head of the file.
    let appendJson (table: MetricsTable) =
        let columns =
            MetricCatalog.columns table
            |> Array.map (fun (entry, values) ->
                Encoding.UTF8.GetBytes(",\"" + entry.Name + "\":"), entry, values)

        MetricsText.append table ignore (MetricsText.writeJsonRow table columns)

    let appendSeparated (separator: char) isFirst (table: MetricsTable) =
        let columns = MetricCatalog.columns table
        let names = columns |> Array.map (fun (entry, _) -> entry.Name)

        let header =
            String.Join(separator, Array.append [| MetricsColumn.Guid; MetricsColumn.Index |] names)
            + "\n"

        let first text =
            if isFirst then
                PandasJson.writeAscii header text

        MetricsText.append table first (MetricsText.writeSeparatedRow separator table columns)

    let write path table =
        MetricsText.writeWhole path (appendJson table)

    let writeCsv path table =
        MetricsText.writeWhole path (appendSeparated ',' true table)

    let isParquet (path: string) =
        path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)

    let writeParquet (path: string) (table: MetricsTable) =
        let values (entry: MetricEntry) (values: float[]) =
            let filled =
                match entry.Missing with
                | MissingValue.Number number ->
                    values
                    |> Array.map (fun value -> if Double.IsNaN value then float number else value)
                | MissingValue.Null
                | MissingValue.Never -> values

            match entry.Kind with
            | MetricKind.Number _ -> ColumnValues.Numbers filled
            | MetricKind.Count -> ColumnValues.Counts filled
            | MetricKind.Flag -> ColumnValues.Flags(filled |> Array.map (fun value -> value <> 0.0))

        let columns =
            TableFile.columnsOf
                [
                    MetricsColumn.Guid, ColumnValues.Guids table.Guids
                    MetricsColumn.Index, ColumnValues.Counts(table.Index |> Array.map float)
                    for entry, column in MetricCatalog.columns table do
                        entry.Name, values entry column
                ]

        MetricsText.writeWhole path (ParquetTable.write columns)

    let endingOf (format: string | null) path =
        WholeFile.EndingOf(path, ".jsonl", format)

    let append ending isFirst table =
        match ending with
        | ".csv" -> appendSeparated ',' isFirst table
        | ".tsv" -> appendSeparated '\t' isFirst table
        | _ -> appendJson table

    let writeAs format (path: string) table =
        match endingOf format path with
        | ".parquet" -> writeParquet path table
        | ending -> MetricsText.writeWhole path (append ending true table)

    let writeByName (path: string) table = writeAs null path table

    [<Literal>]
    let RowsAtOnce = 0x40000

    let writeRun rowsAtOnce options proportion (format: string | null) (path: string) files =
        use regions = new RegionSummaryBuilder()
        let ending = endingOf format path

        let compute rows (write: bool -> MetricsTable -> unit) =
            let give (part: MetricsTable) =
                // A scan that begins anew gives the first part again.
                let isFirst = part.Index[0] = 0

                if isFirst then
                    regions.Clear()

                regions.Add part
                write isFirst part

            let run = Metrics.scan options files [||] rows give

            if run.Table.Count > 0 then
                give run.Table

            run

        let run = ref Unchecked.defaultof<RunMetrics>

        let writeParts (stream: Stream) =
            let canBeginAnew =
                stream.CanSeek
                && FileStatus.Of(path).Kind <> FileKind.Device
                && not (WholeFile.IsStandardOutput path)

            let write isFirst part =
                if isFirst && canBeginAnew then
                    stream.SetLength 0L

                append ending isFirst part stream

            run.Value <- compute (if canBeginAnew then rowsAtOnce else Int32.MaxValue) write

        if ending = ".parquet" then
            run.Value <- compute Int32.MaxValue (fun _ -> writeParquet path)
        else
            MetricsText.writeWhole path writeParts

        run.Value, regions.Summary proportion

    let refuseEmptyAndTwins path (rows: MetricsFileRows) (lineOf: int -> int64) =
        if rows.Count = 0 then
            raise (LogFormatException(path, 0L, "no record; a metrics file has one for every example"))

        match rows.Twin() with
        | Some row ->
            raise (
                LogFormatException(
                    path,
                    lineOf row,
                    $"guid {rows.Guids[row]}: there twice in this file; a metrics file holds every example once"
                )
            )
        | None -> ()

    let read path =
        let rows = MetricsFileRows()

        if isParquet path then
            ParquetMetricsRows.read path rows
            refuseEmptyAndTwins path rows (fun row -> int64 row + 1L)
        else
            use lines = new LineBlocks(path, "metrics file")
            MetricsLines.read path lines rows
            refuseEmptyAndTwins path rows (MetricsLines.lineOf lines)

        rows.ToTable()

    let readWith (options: MetricsOptions) path =
        let table = read path

        if { options with Also = [] } <> Metrics.defaults then
            raise (
                AnalyticsException
                    $"{path} is a metrics file; choosing epochs, --include-ci and --allow-missing need the run's logs"
            )

        for entry in MetricCatalog.onRequest options.Also do
            Metrics.values entry.Name table |> ignore

        table

    let readOrComputeWith options (path: string) =
        if File.Exists path then
            readWith options path
        else
            (Metrics.ofRun options path).Table

    let readOrCompute path = readOrComputeWith Metrics.defaults path
