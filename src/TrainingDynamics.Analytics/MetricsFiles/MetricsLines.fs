namespace TrainingDynamics.Analytics

open System
open System.Text
open TrainingDynamics.Logs

/// One thread's lines of a metrics file.
[<Sealed>]
type internal ScannedLines(layout: MetricsLayout) =
    member val Rows = MetricsLineBlock layout
    member val Text: byte[] = Array.zeroCreate 0 with get, set

/// A metrics file of JSON lines read on all cores, where all rows have the first one's layout and nothing is malformed. It
/// explains no errors: where anything is amiss it gives up, and MetricsRowReader reads again.
[<RequireQualifiedAccess>]
module internal MetricsLines =

    let fieldOf key =
        match key with
        | MetricsColumn.Guid -> Some MetricsField.Guid
        | MetricsColumn.Index -> Some MetricsField.Index
        | key ->
            match MetricCatalog.entries |> Array.tryFindIndex (fun entry -> entry.Name = key) with
            | Some metric -> Some(MetricsField.Metric metric)
            | None -> None

    /// By the text of the first line: keys are what stands between quotes before a colon. None where a key is there twice or
    /// no metrics file has it, or one is missing that every row has.
    let layoutOf (line: string) =
        let keys = ResizeArray<byte[]>()
        let names = ResizeArray<string>()
        let mutable start = 0
        let mutable colon = line.IndexOf("\":", StringComparison.Ordinal)

        while colon > 0 do
            let quote = line.LastIndexOf('"', colon - 1)
            keys.Add(Encoding.UTF8.GetBytes(line[max start (quote - 1) .. colon + 1]))
            names.Add line[quote + 1 .. colon - 1]
            start <- colon + 2
            colon <- line.IndexOf("\":", start, StringComparison.Ordinal)

        let fields = names.ToArray() |> Array.choose fieldOf

        let isThere name = names.Contains name

        if
            fields.Length = names.Count
            && (Array.distinct fields).Length = fields.Length
            && isThere MetricsColumn.Guid
            && isThere MetricsColumn.Confidence
            && isThere MetricsColumn.Variability
            && isThere MetricsColumn.Correctness
        then
            Some
                {
                    Keys = keys.ToArray()
                    Fields = fields
                }
        else
            None

    let firstLayout (lines: LineBlocks) =
        let mutable text: byte[] = Array.zeroCreate 0
        let mutable start = 0
        let mutable stop = 0

        if lines.Count > 0 then
            lines.Read(0, &text, &start, &stop)
            let length = text.AsSpan(start, stop - start).IndexOf(byte '\n')
            layoutOf (Encoding.UTF8.GetString(text, start, length))
        else
            None

    let readBlocks (lines: LineBlocks) layout =
        let rows = MetricsFileRows()

        let prepare (scanned: ScannedLines) block =
            let mutable text = scanned.Text
            let mutable start = 0
            let mutable stop = 0
            lines.Read(block, &text, &start, &stop)
            scanned.Text <- text
            scanned.Rows.TryScan(text, start, stop)

        let finish (scanned: ScannedLines) _ =
            rows.AddBlock(layout, scanned.Rows)
            true

        let isGood =
            OrderedWork.run
                lines.Count
                (fun () -> ScannedLines layout)
                (Func<_, _, _>(prepare))
                (Func<_, _, _>(finish))

        if isGood && rows.Count > 0 && rows.AreGuidsDistinct() then
            Some rows
        else
            None

    /// None when MetricsRowReader has to read the file, be it to say what is wrong with it.
    let tryRead path =
        try
            use lines = new LineBlocks(path, "metrics file")

            match firstLayout lines with
            | Some layout -> readBlocks lines layout
            | None -> None
        with :? LogFormatException ->
            None
