namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module MetricsFile =

    let write path table =
        let columns =
            MetricCatalog.columns table
            |> Array.map (fun (entry, values) ->
                Encoding.UTF8.GetBytes(",\"" + entry.Name + "\":"), entry, values)

        MetricsText.writeFile path table ignore (MetricsText.writeJsonRow table columns)

    let writeSeparated (separator: char) path table =
        let columns = MetricCatalog.columns table
        let names = columns |> Array.map (fun (entry, _) -> entry.Name)

        let header =
            String.Join(separator, Array.append [| MetricsColumn.Guid; MetricsColumn.Index |] names)
            + "\n"

        MetricsText.writeFile
            path
            table
            (PandasJson.writeAscii header)
            (MetricsText.writeSeparatedRow separator table columns)

    let writeCsv path table = writeSeparated ',' path table

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

    let writeAs (format: string | null) (path: string) table =
        match WholeFile.EndingOf(path, ".jsonl", format) with
        | ".parquet" -> writeParquet path table
        | ".csv" -> writeCsv path table
        | ".tsv" -> writeSeparated '\t' path table
        | _ -> write path table

    let writeByName (path: string) table = writeAs null path table

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
