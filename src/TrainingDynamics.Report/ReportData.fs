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

    // Letters of every script as they are, but `<`, `>`, `&` and quotes escaped, so that no text ends the element.
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

        [ regions.Easy; regions.Ambiguous; regions.Hard ]
        |> List.iteri (fun bit rows ->
            for row in rows do
                bits[row] <- bits[row] ||| (1uy <<< bit))

        bits

    let base64 (bytes: byte[]) = Convert.ToBase64String bytes

    let floats (values: float32[]) =
        let bytes = Array.zeroCreate<byte>(4 * values.Length)
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length)
        base64 bytes

    let json (run: GoldProbabilities) (textOf: ExampleGuid -> string) (labelNames: string[]) =
        let table = run.Metrics.Table
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
                    // A number beyond 2^53 would not stay what it is in a browser.
                    if guid.IsInteger && abs guid.Integer < (1L <<< 53) then
                        json.WriteNumberValue guid.Integer
                    else
                        json.WriteStringValue(string guid))

            array "gold" (fun () -> gold |> Array.iter json.WriteNumberValue)

            array "texts" (fun () ->
                for guid in table.Guids do
                    json.WriteStringValue(textOf guid))

            json.WriteNumber("firstEpoch", 1 + run.Metrics.Stats[0].Epoch)
            json.WriteNumber("proportion", Regions.DefaultProportion)
            json.WriteString("regions", base64 (regionBits table))

            // Little-endian float32 and bytes in base64: a tenth of the digits that JSON would take.
            array "probabilities" (fun () ->
                for values in run.Values do
                    json.WriteStringValue(floats values))

            array "correct" (fun () ->
                for values in run.IsCorrect do
                    json.WriteStringValue(
                        base64 (values |> Array.map (fun right -> if right then 1uy else 0uy))
                    ))

            json.WriteEndObject())

        Encoding.UTF8.GetString(stream.GetBuffer(), 0, int stream.Length)
