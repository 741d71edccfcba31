namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text.Json
open TrainingDynamics.Logs

/// Selections as JSON.
[<RequireQualifiedAccess>]
module internal SelectionJson =

    let writeSize (json: Utf8JsonWriter) (name: string) size =
        json.WriteStartObject name

        match size with
        | SelectionSize.Fraction fraction -> json.WriteNumber("fraction", fraction)
        | SelectionSize.Count count -> json.WriteNumber("count", count)

        json.WriteEndObject()

    // JSON has no infinity, and a bound that is infinite is none.
    let writeBound (json: Utf8JsonWriter) (name: string) bound =
        if Double.IsFinite bound then
            json.WriteNumber(name, bound)
        else
            json.WriteNull name

    let strategyName strategy =
        match strategy with
        | SelectionStrategy.Ranked -> "ranked"
        | SelectionStrategy.BothEnds -> "both-ends"
        | SelectionStrategy.Random -> "random"
        | SelectionStrategy.Stratified -> "stratified"
        | SelectionStrategy.ClassBalanced -> "class-balanced"

    let writeRequest (json: Utf8JsonWriter) (score: string) request =
        json.WriteString("metric", score)
        json.WriteString("strategy", strategyName request.Strategy)
        json.WriteBoolean("worst", request.Worst)
        writeSize json "size" request.Size

        match request.Band with
        | Some band ->
            json.WriteStartObject "band"
            writeBound json "low" band.Low
            writeBound json "high" band.High
            json.WriteEndObject()
        | None -> json.WriteNull "band"

        match request.SkipTop with
        | Some skip -> writeSize json "skip_top" skip
        | None -> json.WriteNull "skip_top"

        json.WriteNumber("seed", request.Seed)

    let strategies =
        [
            SelectionStrategy.Ranked
            SelectionStrategy.BothEnds
            SelectionStrategy.Random
            SelectionStrategy.Stratified
            SelectionStrategy.ClassBalanced
        ]

    let rec writeOrigin (json: Utf8JsonWriter) origin =
        let combined (name: string) parts =
            json.WriteStartArray name
            parts |> Array.iter (writeOrigin json)
            json.WriteEndArray()

        json.WriteStartObject()

        match origin with
        | SelectionOrigin.Request(score, request) -> writeRequest json score request
        | SelectionOrigin.Region(name, proportion) ->
            json.WriteString("region", name)
            json.WriteNumber("proportion", proportion)
        | SelectionOrigin.Union parts -> combined "union" parts
        | SelectionOrigin.Intersection parts -> combined "intersection" parts
        | SelectionOrigin.List(path, region) ->
            json.WriteString("list", path)
            json.WriteString("list_region", Option.toObj region)

        json.WriteEndObject()

    let writeScore (json: Utf8JsonWriter) score =
        if Double.IsNaN score then
            json.WriteNull "score"
        elif Double.IsInfinity score then
            json.WriteNumber("score", Forgetfulness.NeverLearntOnDisk)
        else
            json.WriteNumber("score", score)

    // One guid on each line: nobody can read a whole selection on one line.
    let writePick (json: Utf8JsonWriter) pick =
        use buffer = new MemoryStream()
        buffer.WriteByte(byte '\n')

        using (new Utf8JsonWriter(buffer, TableFile.jsonOptions)) (fun line ->
            line.WriteStartObject()

            if pick.Guid.IsInteger then
                line.WriteNumber("guid", pick.Guid.Integer)
            else
                line.WriteString("guid", string pick.Guid)

            writeScore line pick.Score
            line.WriteNumber("rank", pick.Rank)
            line.WriteString("reason", pick.Reason)
            line.WriteEndObject())

        json.WriteRawValue(ReadOnlySpan(buffer.GetBuffer(), 0, int buffer.Length), true)

    /// `source` writes the keys that say where the examples come from.
    let write (source: Utf8JsonWriter -> unit) (selection: Selection) (stream: Stream) =
        use json = new Utf8JsonWriter(stream, TableFile.jsonOptions)
        json.WriteStartObject()
        source json
        json.WriteNumber("rows", selection.Picks.Length)
        json.WritePropertyName "how"
        writeOrigin json selection.Origin
        json.WriteStartArray "examples"
        selection.Picks |> Array.iter (writePick json)
        json.WriteEndArray()
        json.WriteEndObject()
