namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module MetricsFile =

    let write path table =
        let columns =
            MetricCatalog.columns table
            |> Array.map (fun (entry, values) -> $",\"{entry.Name}\":", entry, values)

        MetricsText.writeFile path table ignore (MetricsText.writeJsonRow table columns)

    let writeCsv path table =
        let columns = MetricCatalog.columns table
        let names = columns |> Array.map (fun (entry, _) -> "," + entry.Name)

        let header = $"{MetricsColumn.Guid},{MetricsColumn.Index}{String.Concat names}\n"

        MetricsText.writeFile
            path
            table
            (PandasJson.writeAscii header)
            (MetricsText.writeCsvRow table columns)

    let readBytes (path: string) =
        try
            File.ReadAllBytes path
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (LogFormatException(path, 0L, $"cannot be read: {e.Message}", e))

    let read path =
        let bytes = readBytes path
        let row = MetricsRowReader path
        let rows = MetricsFileRows()
        let mutable line = 0L
        let mutable start = 0

        while start < bytes.Length do
            let rest = ReadOnlySpan(bytes, start, bytes.Length - start)
            let newline = rest.IndexOf(byte '\n')
            let text = if newline < 0 then rest else rest.Slice(0, newline)
            let trimmed = text.Trim(" \t\r"B)
            line <- line + 1L
            start <- start + text.Length + 1

            if not trimmed.IsEmpty then
                row.Parse(line, trimmed)
                rows.Add row

        if rows.Count = 0 then
            raise (LogFormatException(path, 0L, "no record; a metrics file has one for every example"))

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
