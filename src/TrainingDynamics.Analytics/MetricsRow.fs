namespace TrainingDynamics.Analytics

open System
open System.Text
open System.Text.Json
open TrainingDynamics.Logs

/// One line of a metrics file. Absent values: None for the guid, NaN for numbers, -1 for counts.
[<Struct; NoEquality; NoComparison>]
type internal MetricsRow =
    {
        mutable Guid: ExampleGuid voption
        mutable Index: int
        mutable ThresholdCloseness: float
        mutable Confidence: float
        mutable Variability: float
        mutable Correctness: int
        mutable Forgetfulness: int
    }

[<RequireQualifiedAccess>]
module internal MetricsRow =

    // Byte literals make a new array wherever they stand, so they stand here, outside of the loop over the lines.
    let guid = "guid"B
    let index = "index"B
    let thresholdCloseness = "threshold_closeness"B
    let confidence = "confidence"B
    let variability = "variability"B
    let correctness = "correctness"B
    let forgetfulness = "forgetfulness"B

    let empty =
        {
            Guid = ValueNone
            Index = -1
            ThresholdCloseness = nan
            Confidence = nan
            Variability = nan
            Correctness = -1
            Forgetfulness = -1
        }

    let fail (path: string) line (row: inref<MetricsRow>) (problem: string) : exn =
        match row.Guid with
        | ValueSome guid -> LogFormatException(path, line, $"guid {guid}: {problem}")
        | ValueNone -> LogFormatException(path, line, problem)

    let found (json: byref<Utf8JsonReader>) =
        match json.TokenType with
        | JsonTokenType.StartObject -> "an object"
        | JsonTokenType.StartArray -> "an array"
        | _ -> Encoding.UTF8.GetString json.ValueSpan

    let readGuid (json: byref<Utf8JsonReader>) =
        let mutable integer = 0L

        match json.TokenType with
        | JsonTokenType.String -> ExampleGuid.FromText(nonNull (json.GetString()))
        | JsonTokenType.Number when json.TryGetInt64 &integer -> ExampleGuid.FromInteger integer
        | _ -> raise (FormatException $"guid is {found &json}, expected a 64-bit integer or a string")

    let readFraction name greatest (json: byref<Utf8JsonReader>) =
        let mutable value = nan

        if
            json.TokenType = JsonTokenType.Number
            && json.TryGetDouble &value
            && value >= 0.0
            && value <= greatest
        then
            value
        else
            raise (FormatException $"{name} is {found &json}, expected a number from 0 to {greatest}")

    let readCount name (json: byref<Utf8JsonReader>) =
        let mutable value = -1

        if json.TokenType = JsonTokenType.Number && json.TryGetInt32 &value && value >= 0 then
            value
        else
            raise (FormatException $"{name} is {found &json}, expected an integer, at least 0")

    let readProperty (json: byref<Utf8JsonReader>) (row: byref<MetricsRow>) =
        if json.ValueTextEquals guid then
            json.Read() |> ignore
            row.Guid <- ValueSome(readGuid &json)
        elif json.ValueTextEquals index then
            json.Read() |> ignore
            row.Index <- readCount MetricsColumn.Index &json
        elif json.ValueTextEquals thresholdCloseness then
            json.Read() |> ignore
            row.ThresholdCloseness <- readFraction MetricsColumn.ThresholdCloseness 0.25 &json
        elif json.ValueTextEquals confidence then
            json.Read() |> ignore
            row.Confidence <- readFraction MetricsColumn.Confidence 1.0 &json
        elif json.ValueTextEquals variability then
            json.Read() |> ignore
            row.Variability <- readFraction MetricsColumn.Variability 1.0 &json
        elif json.ValueTextEquals correctness then
            json.Read() |> ignore
            row.Correctness <- readCount MetricsColumn.Correctness &json
        elif json.ValueTextEquals forgetfulness then
            json.Read() |> ignore
            row.Forgetfulness <- readCount MetricsColumn.Forgetfulness &json
        else
            json.Read() |> ignore
            json.Skip()

    let missing (row: inref<MetricsRow>) =
        if row.Guid.IsNone then
            Some MetricsColumn.Guid
        elif Double.IsNaN row.Confidence then
            Some MetricsColumn.Confidence
        elif Double.IsNaN row.Variability then
            Some MetricsColumn.Variability
        elif row.Correctness < 0 then
            Some MetricsColumn.Correctness
        else
            None

    /// Raises LogFormatException that names file, line and, once known, guid.
    let parse (path: string) line (text: ReadOnlySpan<byte>) =
        let mutable row = empty

        try
            let mutable json = Utf8JsonReader text
            json.Read() |> ignore

            if json.TokenType <> JsonTokenType.StartObject then
                raise (
                    FormatException
                        "expected a JSON object with guid, confidence, variability and correctness"
                )

            while json.Read() && json.TokenType = JsonTokenType.PropertyName do
                readProperty &json &row

            // Reading past the closing brace makes the parser refuse trailing text.
            json.Read() |> ignore
        with
        | :? JsonException as e ->
            let place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal)
            let message = if place < 0 then e.Message else e.Message[.. place - 1]
            raise (fail path line &row $"no JSON: {message}")
        | :? FormatException as e -> raise (fail path line &row e.Message)

        match missing &row with
        | Some column ->
            raise (
                fail
                    path
                    line
                    &row
                    $"no {column}; a metrics record has at least guid, confidence, variability and correctness"
            )
        | None -> row
