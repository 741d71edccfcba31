namespace TrainingDynamics.Report

open System
open System.IO
open System.Text
open System.Text.Encodings.Web
open System.Text.Json
open System.Text.Unicode
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

/// What the page's script draws from, as JSON in a script element.
[<RequireQualifiedAccess>]
module internal ReportData =

    // Leaves letters of every script as they are and escapes `<`, `>`, `&` and quotes, so that no text ends the element.
    let options =
        JsonWriterOptions(Encoder = JavaScriptEncoder.Create UnicodeRanges.All)

    let labelOf (labelNames: string[]) label =
        if label < labelNames.Length then
            labelNames[label]
        else
            string label

    /// Bit 0 easy, 1 ambiguous, 2 hard.
    let regionBits (table: MetricsTable) =
        let regions = Regions.split Regions.DefaultProportion table
        let bits = Array.zeroCreate<byte> table.Count

        // One epoch has no variability.
        let ambiguous = if table.Epochs = Some 1 then [||] else regions.Ambiguous

        [ regions.Easy; ambiguous; regions.Hard ]
        |> List.iteri (fun bit rows ->
            for row in rows do
                bits[row] <- bits[row] ||| (1uy <<< bit))

        bits

    let base64 (bytes: byte[]) = Convert.ToBase64String bytes

    /// Little-endian numbers in base64: a tenth of the digits that JSON would take.
    let numbers (values: Array) =
        let bytes = Array.zeroCreate<byte>(Buffer.ByteLength values)
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length)
        base64 bytes

    /// The run's table after each of its epochs, [E].
    let tables (run: GoldProbabilities) =
        let table = run.Metrics.Table
        let running = RunningMetrics table.Count

        run.Epochs
        |> Array.map (fun epoch ->
            running.Add epoch
            let columns = running.Metrics()

            MetricsTable.ofEpochs
                table.Guids
                (table.Gold |> Option.defaultValue (Array.zeroCreate table.Count))
                columns.Epochs
                columns.Confidence
                columns.Variability
                columns.Correctness
                columns.Forgetfulness)

    /// worst: examples in the list of the lowest confidence.
    let json (run: GoldProbabilities) (textOf: ExampleGuid -> string) (labelNames: string[]) worst =
        let table = run.Metrics.Table
        let tables = tables run
        let gold = table.Gold |> Option.defaultValue (Array.zeroCreate table.Count)
        let classes = max labelNames.Length (1 + Array.max gold)
        use stream = new MemoryStream()

        using (new Utf8JsonWriter(stream, options)) (fun json ->
            let array (name: string) write =
                json.WriteStartArray name
                write ()
                json.WriteEndArray()

            json.WriteStartObject()

            array "labels" (fun () ->
                for label in 0 .. classes - 1 do
                    json.WriteStringValue(labelOf labelNames label))

            array "guids" (fun () ->
                for guid in table.Guids do
                    // A browser would round a number beyond 2^53.
                    if guid.IsInteger && abs guid.Integer < (1L <<< 53) then
                        json.WriteNumberValue guid.Integer
                    else
                        json.WriteStringValue(string guid))

            array "gold" (fun () -> gold |> Array.iter json.WriteNumberValue)

            array "texts" (fun () ->
                for guid in table.Guids do
                    json.WriteStringValue(textOf guid))

            json.WriteNumber("firstEpoch", 1 + run.Metrics.Stats[0].Epoch)

            // For the first epoch, the first two and so on, [E][N].
            let byEpochs (name: string) (ofTable: MetricsTable -> string) =
                array name (fun () ->
                    for table in tables do
                        json.WriteStringValue(ofTable table))

            byEpochs "confidence" (fun table -> numbers (table.Confidence |> Array.map float32))
            byEpochs "variability" (fun table -> numbers (table.Variability |> Array.map float32))

            byEpochs "times" (fun table ->
                if tables.Length > 255 then
                    numbers (table.Correctness |> Array.map uint16)
                else
                    numbers (table.Correctness |> Array.map byte))

            byEpochs "regions" (regionBits >> base64)

            array "worst" (fun () ->
                for table in tables do
                    json.WriteStartArray()

                    for row in Ranking.ascending table.Confidence |> Array.truncate worst do
                        json.WriteNumberValue row

                    json.WriteEndArray())

            // Each epoch by itself, in units of 1/65,535, which is enough to draw them.
            array "probabilities" (fun () ->
                for epoch in run.Epochs do
                    json.WriteStringValue(
                        numbers (epoch.GoldProbability |> Array.map (fun p -> uint16 (p * 65535.0f + 0.5f)))
                    ))

            json.WriteEndObject())

        Encoding.UTF8.GetString(stream.GetBuffer(), 0, int stream.Length)
