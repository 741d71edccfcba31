namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text
open TrainingDynamics.Logs

/// Metrics on disk: one JSON object a line with guid, index, threshold_closeness, confidence, variability, correctness
/// and forgetfulness, printed as pandas prints them (ten decimals, no spaces), then the metrics on request that the
/// table has. Where an example has no value, `MetricDefinition.Missing` says what stands there.
[<RequireQualifiedAccess>]
module MetricsFile =

    // A part of a table appended to a stream; the first one after what stands at the head of the file.
    let private appendJson (table: MetricsTable) =
        let columns =
            MetricCatalog.columns table
            |> Array.map (fun (entry, values) ->
                Encoding.UTF8.GetBytes(",\"" + entry.Name + "\":"), entry, values)

        MetricsText.append table ignore (MetricsText.writeJsonRow table columns)

    let private appendSeparated (separator: char) isFirst (table: MetricsTable) =
        let columns = MetricCatalog.columns table
        let names = columns |> Array.map (fun (entry, _) -> entry.Name)

        let header =
            String.Join(separator, Array.append [| MetricsColumn.Guid; MetricsColumn.Index |] names)
            + "\n"

        let first text =
            if isFirst then
                PandasJson.writeAscii header text

        MetricsText.append table first (MetricsText.writeSeparatedRow separator table columns)

    let private isParquet (path: string) =
        path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)

    let private writeParquet (path: string) (table: MetricsTable) =
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
                    MetricsColumn.Index, TableFile.counts table.Index
                    for entry, column in MetricCatalog.columns table do
                        entry.Name, values entry column
                ]

        MetricsText.writeWhole path (ParquetTable.write columns)

    let private endingOf (format: string | null) path =
        WholeFile.EndingOf(path, ".jsonl", format)

    let private append ending isFirst table =
        match ending with
        | ".csv" -> appendSeparated ',' isFirst table
        | ".tsv" -> appendSeparated '\t' isFirst table
        | _ -> appendJson table

    /// Writes one record per example in the table's order; forgetfulness is left out where the table has none. The path's
    /// ending says the format. .csv and .tsv have a header, the same columns and numbers as JSON; a field that has the
    /// separator, a quotation mark or a line end is quoted (RFC 4180), where JSON has null it is empty. .parquet has typed
    /// columns: guid 64-bit integers where all are integers, else strings; counts 64-bit integers; flags booleans; the others
    /// doubles with all their digits; null where an example has no value. Any other is JSON lines. The file appears under its
    /// name only when it is whole; one of that name is replaced. Raises RunFolderException when the place cannot be written to.
    let write (path: string) table =
        match endingOf null path with
        | ".parquet" -> writeParquet path table
        | ending -> MetricsText.writeWhole path (append ending true table)

    /// Rows that `writeRun` writes at once: some 2 MB of a table.
    [<Literal>]
    let internal RowsAtOnce = 0x8000

    /// `Metrics.ofFiles` and `write` in one: rows are written while the run is read, so that memory grows with examples only where
    /// the epochs' orders differ, the guids are no ascending integers (8 bytes an example), the file is Parquet or the place cannot
    /// be positioned, as a pipe. format: an ending without its dot, whatever the path's; null: as the path says. Gives the run, its table without the rows written before the last ones, and the regions.
    let internal writeRun rowsAtOnce options proportion (format: string | null) (path: string) files =
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

    let private refuseEmptyAndTwins path (rows: MetricsFileRows) (lineOf: int -> int64) =
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

    /// Reads such a file of JSON or, where the name ends in .parquet, of Parquet, or one with guid, confidence, variability
    /// and correctness alone (AllenAI's coordinate files): a missing index becomes the 0-based row, a missing threshold_closeness is computed, forgetfulness may be absent
    /// from all rows; metrics on request become Extras. Keys come in any order; unknown ones are skipped. Raises
    /// LogFormatException, naming file and line or row, when the file is missing or empty, a line is no such object, a value
    /// is out of its range, a guid is there twice, or a metric is in some rows only (null and absent are the same).
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

    let private readWith (options: MetricsOptions) path =
        let table = read path

        if { options with Also = [] } <> Metrics.defaults then
            refuse
                $"{path} is a metrics file; choosing epochs, --include-ci and --allow-missing need the run's logs"

        for entry in MetricCatalog.onRequest options.Also do
            Metrics.values entry.Name table |> ignore

        table

    /// The same with options: a run's metrics are computed by them; of a metrics file they can only ask for metrics
    /// that it has. Raises what these raise; AnalyticsException when the file lacks a metric, or the options
    /// would need the logs.
    let readOrComputeWith options (path: string) =
        if File.Exists path then
            readWith options path
        else
            (Metrics.ofRun options path).Table

    /// The metrics of a run: of a metrics file as `read` gives them, of a run folder or its training_dynamics folder
    /// as `Metrics.ofRun` computes them over all epochs. Raises what these raise.
    let readOrCompute path = readOrComputeWith Metrics.defaults path
