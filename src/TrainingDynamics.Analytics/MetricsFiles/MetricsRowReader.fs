namespace TrainingDynamics.Analytics

open System
open System.Text
open System.Text.Json

/// The lines of a metrics file, one at a time.
[<Sealed>]
type internal MetricsRowReader(row: MetricsRow) =
    // Byte literals make a new array wherever they stand, so they stand here, outside of the loop over the lines.
    let guidKey = "guid"B
    let indexKey = "index"B

    let keys =
        MetricCatalog.entries
        |> Array.map (fun entry -> Encoding.UTF8.GetBytes entry.Name)

    // By metric, of the row before: rows mostly have one order, and then no other key is compared.
    let next = Array.zeroCreate keys.Length
    let mutable last = 0

    let textOf (json: byref<Utf8JsonReader>) =
        match json.TokenType with
        | JsonTokenType.StartObject -> "an object"
        | JsonTokenType.StartArray -> "an array"
        | _ -> Encoding.UTF8.GetString json.ValueSpan

    let cellOf (json: byref<Utf8JsonReader>) =
        let mutable integer = 0L
        let mutable number = 0.0

        match json.TokenType with
        | JsonTokenType.Null -> CellValue.Missing
        | JsonTokenType.True -> CellValue.Flag true
        | JsonTokenType.False -> CellValue.Flag false
        | JsonTokenType.String -> CellValue.Text(nonNull (json.GetString()))
        | JsonTokenType.Number when json.TryGetInt64 &integer -> CellValue.Integer integer
        | JsonTokenType.Number when json.TryGetDouble &number -> CellValue.Number number
        | _ -> CellValue.Nested

    let accept (name: string) taken (json: byref<Utf8JsonReader>) =
        match taken with
        | Ok() -> ()
        | Error expected -> raise (FormatException $"{name} is {textOf &json}, expected {expected}")

    let readMetric (json: byref<Utf8JsonReader>) =
        let mutable metric = next[last]

        if not (json.ValueTextEquals keys[metric]) then
            metric <- 0

            while metric < keys.Length && not (json.ValueTextEquals keys[metric]) do
                metric <- metric + 1

        if metric < keys.Length then
            next[last] <- metric
            last <- metric

        json.Read() |> ignore

        if metric = keys.Length then
            json.Skip()
        else
            accept MetricCatalog.entries[metric].Name (row.TakeMetric(metric, cellOf &json)) &json

    let readProperty (json: byref<Utf8JsonReader>) =
        if json.ValueTextEquals guidKey then
            json.Read() |> ignore
            accept MetricsColumn.Guid (row.TakeGuid(cellOf &json)) &json
        elif json.ValueTextEquals indexKey then
            json.Read() |> ignore
            accept MetricsColumn.Index (row.TakeIndex(cellOf &json)) &json
        else
            readMetric &json

    /// Fills the row. Raises LogFormatException that names file, line and, once known, guid.
    member _.Parse(text: ReadOnlySpan<byte>) =
        row.Start()

        try
            let mutable json = Utf8JsonReader text
            json.Read() |> ignore

            if json.TokenType <> JsonTokenType.StartObject then
                raise (
                    FormatException
                        "expected a JSON object with guid, confidence, variability and correctness"
                )

            while json.Read() && json.TokenType = JsonTokenType.PropertyName do
                readProperty &json

            // Reading past the closing brace makes the parser refuse trailing text.
            json.Read() |> ignore
        with
        | :? JsonException as e ->
            let place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal)
            let message = if place < 0 then e.Message else e.Message[.. place - 1]
            raise (row.Error $"no JSON: {message}")
        | :? FormatException as e -> raise (row.Error e.Message)
        | :? InvalidOperationException -> raise (row.Error "a text is not valid Unicode, expected UTF-8")

        row.CheckComplete()
