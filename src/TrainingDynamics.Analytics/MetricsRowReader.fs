namespace TrainingDynamics.Analytics

open System
open System.Text
open System.Text.Json
open TrainingDynamics.Logs

/// The lines of a metrics file, one at a time; the numbers of a line are overwritten by the next one.
[<Sealed>]
type internal MetricsRowReader(path: string) =
    let entries = MetricCatalog.entries
    // Byte literals make a new array wherever they stand, so they stand here, outside of the loop over the lines.
    let guidKey = "guid"B
    let indexKey = "index"B
    let keys = entries |> Array.map (fun entry -> Encoding.UTF8.GetBytes entry.Name)
    let values = Array.create entries.Length nan
    let isThere = Array.create entries.Length false
    let found = ResizeArray<int>()
    let mutable guid = ValueNone
    let mutable index = -1
    let mutable line = 0L

    let required =
        [
            MetricsColumn.Confidence
            MetricsColumn.Variability
            MetricsColumn.Correctness
        ]
        |> List.map (fun name -> entries |> Array.findIndex (fun entry -> entry.Name = name))

    let textOf (json: byref<Utf8JsonReader>) =
        match json.TokenType with
        | JsonTokenType.StartObject -> "an object"
        | JsonTokenType.StartArray -> "an array"
        | _ -> Encoding.UTF8.GetString json.ValueSpan

    let readGuid (json: byref<Utf8JsonReader>) =
        let mutable integer = 0L

        match json.TokenType with
        | JsonTokenType.String -> ExampleGuid.FromText(nonNull (json.GetString()))
        | JsonTokenType.Number when json.TryGetInt64 &integer -> ExampleGuid.FromInteger integer
        | _ -> raise (FormatException $"guid is {textOf &json}, expected a 64-bit integer or a string")

    let readCount name (json: byref<Utf8JsonReader>) =
        let mutable value = -1

        if json.TokenType = JsonTokenType.Number && json.TryGetInt32 &value && value >= 0 then
            value
        else
            raise (FormatException $"{name} is {textOf &json}, expected an integer, at least 0")

    let expectedNumber least greatest =
        match Double.IsFinite least, Double.IsFinite greatest with
        | true, true -> $"a number from {least} to {greatest}"
        | true, false -> $"a number, at least {least}"
        | _ -> "a number"

    let readNumber name least greatest (json: byref<Utf8JsonReader>) =
        let mutable value = nan

        if
            json.TokenType = JsonTokenType.Number
            && json.TryGetDouble &value
            && Double.IsFinite value
            && value >= least
            && value <= greatest
        then
            value
        else
            raise (FormatException $"{name} is {textOf &json}, expected {expectedNumber least greatest}")

    let readFlag name (json: byref<Utf8JsonReader>) =
        match json.TokenType with
        | JsonTokenType.True -> 1.0
        | JsonTokenType.False -> 0.0
        | _ -> raise (FormatException $"{name} is {textOf &json}, expected true or false")

    let readValue (entry: MetricEntry) (json: byref<Utf8JsonReader>) =
        match entry.Kind, entry.Missing with
        | _, MissingValue.Null when json.TokenType = JsonTokenType.Null -> nan
        | MetricKind.Number(least, greatest), _ -> readNumber entry.Name least greatest &json
        | MetricKind.Flag, _ -> readFlag entry.Name &json
        | MetricKind.Count, MissingValue.Number missing ->
            match readCount entry.Name &json with
            | count when count = missing -> nan
            | count -> float count
        | MetricKind.Count, _ -> float (readCount entry.Name &json)

    let readMetric (json: byref<Utf8JsonReader>) =
        let mutable metric = 0

        while metric < keys.Length && not (json.ValueTextEquals keys[metric]) do
            metric <- metric + 1

        json.Read() |> ignore

        if metric = keys.Length then
            json.Skip()
        else
            values[metric] <- readValue entries[metric] &json
            isThere[metric] <- true
            found.Add metric

    let readProperty (json: byref<Utf8JsonReader>) =
        if json.ValueTextEquals guidKey then
            json.Read() |> ignore
            guid <- ValueSome(readGuid &json)
        elif json.ValueTextEquals indexKey then
            json.Read() |> ignore
            index <- readCount MetricsColumn.Index &json
        else
            readMetric &json

    let missing () =
        if guid.IsNone then
            Some MetricsColumn.Guid
        else
            required
            |> List.tryFind (fun metric -> not isThere[metric])
            |> Option.map (fun metric -> entries[metric].Name)

    let forget atLine =
        line <- atLine
        guid <- ValueNone
        index <- -1
        Array.fill values 0 values.Length nan
        Array.fill isThere 0 isThere.Length false
        found.Clear()

    /// The current line's.
    member _.Guid = guid.Value

    /// -1 when the line has none.
    member _.Index = index

    /// By the catalog's order; NaN where the line has none or says that there is none.
    member _.Values = values

    /// By the catalog's order: the line has the metric, if only as null.
    member _.IsThere = isThere

    /// The metrics that the line has, in its order, as places in the catalog.
    member _.Found = found

    /// An error at the current line; names the guid once known.
    member _.Error(problem: string) : exn =
        match guid with
        | ValueSome guid -> LogFormatException(path, line, $"guid {guid}: {problem}")
        | ValueNone -> LogFormatException(path, line, problem)

    /// Raises LogFormatException that names file, line and, once known, guid.
    member reader.Parse(atLine: int64, text: ReadOnlySpan<byte>) =
        forget atLine

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
            raise (reader.Error $"no JSON: {message}")
        | :? FormatException as e -> raise (reader.Error e.Message)

        match missing () with
        | Some column ->
            raise (
                reader.Error
                    $"no {column}; a metrics record has at least guid, confidence, variability and correctness"
            )
        | None -> ()
