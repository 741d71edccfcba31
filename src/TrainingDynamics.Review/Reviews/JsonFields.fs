namespace TrainingDynamics.Review

open System
open System.Globalization
open System.IO
open System.Text.Encodings.Web
open System.Text.Json
open TrainingDynamics.Logs

/// Objects of the review's files, a line each, and their fields. A field that is missing or of another type raises
/// JsonException, which names it.
[<RequireQualifiedAccess>]
module internal JsonFields =

    let private options =
        JsonWriterOptions(Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

    /// One object as UTF-8, without a line end.
    let objectOf (fill: Utf8JsonWriter -> unit) =
        use bytes = new MemoryStream()

        (use json = new Utf8JsonWriter(bytes, options)
         json.WriteStartObject()
         fill json
         json.WriteEndObject())

        bytes.ToArray()

    /// The lines that end with a line feed; what stands behind the last one is not whole.
    let wholeLines (bytes: byte[]) =
        let rec lines start (found: ResizeArray<byte[]>) =
            match Array.IndexOf(bytes, byte '\n', start) with
            | -1 -> found
            | ending ->
                found.Add bytes[start .. ending - 1]
                lines (ending + 1) found

        (lines 0 (ResizeArray())).ToArray()

    let timeOf (time: DateTime) =
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)

    let writeGuid (name: string) (guid: ExampleGuid) (json: Utf8JsonWriter) =
        if guid.IsInteger then
            json.WriteNumber(name, guid.Integer)
        else
            json.WriteString(name, string guid)

    /// Null where JSON has no such number.
    let writeNumber (name: string) (value: float) (json: Utf8JsonWriter) =
        if Double.IsFinite value then
            json.WriteNumber(name, value)
        else
            json.WriteNull name

    let writeWhole (name: string) (value: Nullable<int>) (json: Utf8JsonWriter) =
        if value.HasValue then
            json.WriteNumber(name, value.Value)
        else
            json.WriteNull name

    /// Null where the text is empty.
    let writeText (name: string) (value: string) (json: Utf8JsonWriter) =
        if value.Length > 0 then
            json.WriteString(name, value)
        else
            json.WriteNull name

    let private isAbsent (value: JsonElement) =
        value.ValueKind = JsonValueKind.Null
        || value.ValueKind = JsonValueKind.Undefined

    let private tryField (name: string) (json: JsonElement) =
        match json.TryGetProperty name with
        | true, value -> value
        | false, _ -> JsonElement()

    let field (name: string) (json: JsonElement) =
        match json.TryGetProperty name with
        | true, value -> value
        | false, _ -> raise (JsonException $"there is no '{name}'")

    let private wrong name what =
        raise (JsonException $"'{name}' is not {what}")

    let text name json =
        match field name json with
        | value when value.ValueKind = JsonValueKind.String -> nonNull (value.GetString())
        | _ -> wrong name "text"

    /// Empty where it is null or not there.
    let textOrEmpty name json =
        if isAbsent (tryField name json) then "" else text name json

    let whole name json =
        match field name json with
        | value when value.ValueKind = JsonValueKind.Number ->
            match value.TryGetInt32() with
            | true, number -> number
            | false, _ -> wrong name "a whole number"
        | _ -> wrong name "a whole number"

    let wholeOrNull name json =
        if isAbsent (tryField name json) then
            Nullable()
        else
            Nullable(whole name json)

    /// NaN where it is null or not there.
    let number name json =
        match tryField name json with
        | value when isAbsent value -> nan
        | value when value.ValueKind = JsonValueKind.Number -> value.GetDouble()
        | _ -> wrong name "a number"

    let flag name json =
        match field name json with
        | value when value.ValueKind = JsonValueKind.True -> true
        | value when value.ValueKind = JsonValueKind.False -> false
        | _ -> wrong name "true or false"

    let guid name json =
        match field name json with
        | value when value.ValueKind = JsonValueKind.String ->
            ExampleGuid.FromText(nonNull (value.GetString()))
        | value when value.ValueKind = JsonValueKind.Number ->
            match value.TryGetInt64() with
            | true, number -> ExampleGuid.FromInteger number
            | false, _ -> wrong name "a guid"
        | _ -> wrong name "a guid"

    let items name json =
        match field name json with
        | value when value.ValueKind = JsonValueKind.Array -> value.EnumerateArray() |> Seq.toArray
        | _ -> wrong name "an array"

    let time name json =
        match
            DateTime.TryParse(
                text name json,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal ||| DateTimeStyles.AssumeUniversal
            )
        with
        | true, time -> time
        | false, _ -> wrong name "a time"
