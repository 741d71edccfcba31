namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open System.IO
open System.Text
open System.Text.Json
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// Queues for other people's tools, and their answers as acts. Formats: `csv`, `label-studio`, `cleanlab`.
[<RequireQualifiedAccess>]
module Exchange =

    /// All formats.
    let formats = [| "csv"; "label-studio"; "cleanlab" |]

    // What a reviewer picks in Label Studio where no label fits and where the row is to go.
    let private ambiguous, remove = "(ambiguous)", "(remove)"

    let private field (text: string) =
        if text.AsSpan().IndexOfAny("\",\r\n") >= 0 then
            "\"" + text.Replace("\"", "\"\"") + "\""
        else
            text

    let private number (value: float) =
        if Double.IsFinite value then
            value.ToString("R", Globalization.CultureInfo.InvariantCulture)
        else
            ""

    let private table (columns: string list) (rows: string list seq) (stream: Stream) =
        use writer = new StreamWriter(stream, UTF8Encoding false, -1, true)

        for row in Seq.append [ columns ] rows do
            writer.Write(String.Join(",", row |> List.map field) + "\n")

    let private csv (queue: Queue) (textOf: ExampleGuid -> string) =
        queue.Rows
        |> Seq.map (fun row ->
            [
                string row.Rank
                string row.Guid
                string row.Line
                QueueFile.nameOfStratum row.Stratum
                row.Given
                row.Suggested
                number row.Score
                row.Why
                row.TextHash
                textOf row.Guid
                ""
                ""
                ""
            ])
        |> table
            [
                "rank"
                "guid"
                "line"
                "stratum"
                "given"
                "suggested"
                "score"
                "why"
                "text_hash"
                "text"
                "decision"
                "label"
                "note"
            ]

    let private cleanlab (queue: Queue) (textOf: ExampleGuid -> string) =
        queue.Rows
        |> Seq.map (fun row ->
            let given = Array.IndexOf(queue.Labels, row.Given)

            [
                string row.Guid
                (if row.Suggested <> row.Given then "True" else "False")
                number row.Probabilities[given]
                row.Given
                row.Suggested
                textOf row.Guid
            ])
        |> table
            [
                "guid"
                "is_label_issue"
                "label_score"
                "given_label"
                "predicted_label"
                "text"
            ]

    let private labelStudio (queue: Queue) (textOf: ExampleGuid -> string) (stream: Stream) =
        let task (row: QueueRow) =
            JsonFields.objectOf (fun json ->
                json.WriteNumber("id", row.Rank)
                json.WriteStartObject "data"
                json.WriteString("text", textOf row.Guid)
                JsonFields.writeGuid "guid" row.Guid json
                json.WriteNumber("rank", row.Rank)
                json.WriteString("given", row.Given)
                json.WriteString("why", row.Why)
                JsonFields.writeText "text_hash" row.TextHash json
                json.WriteEndObject()
                json.WriteStartArray "predictions"
                json.WriteStartObject()
                json.WriteString("model_version", queue.Run)
                json.WriteNumber("score", Array.max row.Probabilities)
                json.WriteStartArray "result"
                json.WriteStartObject()
                json.WriteString("id", $"{row.Rank}")
                json.WriteString("from_name", "label")
                json.WriteString("to_name", "text")
                json.WriteString("type", "choices")
                json.WriteStartObject "value"
                json.WriteStartArray "choices"
                json.WriteStringValue row.Suggested
                json.WriteEndArray()
                json.WriteEndObject()
                json.WriteEndObject()
                json.WriteEndArray()
                json.WriteEndObject()
                json.WriteEndArray())

        queue.Rows
        |> Array.iteri (fun place row ->
            stream.Write(if place = 0 then "[\n"B else ",\n"B)
            stream.Write(task row))

        stream.Write "\n]\n"B

    let private refuseFormat format =
        let known = String.Join(", ", formats)
        refuse $"'{format}' is no format to exchange a queue in, expected one of {known}"

    /// The labelling interface to set up in Label Studio before the import.
    let labelStudioInterface (queue: Queue) =
        let choices =
            Array.append queue.Labels [| ambiguous; remove |]
            |> Array.map (fun label -> $"<Choice value=\"{Security.SecurityElement.Escape label}\"/>")
            |> String.concat ""

        $"<View><Text name=\"text\" value=\"$text\"/><Choices name=\"label\" toName=\"text\" choice=\"single\">{choices}</Choices></View>"

    /// Writes the queue for another tool. textOf: of a guid. Raises AnalyticsException for an unknown format, IOException
    /// where it cannot be written.
    let export format (queue: Queue) (textOf: Func<ExampleGuid, string>) (path: string) =
        let write =
            match format with
            | "csv" -> csv
            | "cleanlab" -> cleanlab
            | "label-studio" -> labelStudio
            | other -> refuseFormat other

        WholeFile.Write(path, (fun stream -> write queue textOf.Invoke stream))

    // An answer as an act, None for a row without one.
    let private answer
        (queue: Queue)
        (row: QueueRow)
        (word: string)
        (label: string)
        (seconds: float)
        (note: string)
        =
        let verdict, label =
            match word, label with
            | "keep", _ -> Some Verdict.Keep, ""
            | "skip", _ -> Some Verdict.Skip, ""
            | "ambiguous", _ -> Some Verdict.Ambiguous, ""
            | "remove", _ -> Some Verdict.Remove, ""
            | ("" | "relabel"), "" -> None, ""
            | ("" | "relabel"), label when label = ambiguous -> Some Verdict.Ambiguous, ""
            | ("" | "relabel"), label when label = remove -> Some Verdict.Remove, ""
            | ("" | "relabel"), label when label = row.Given -> Some Verdict.Keep, ""
            | ("" | "relabel"), label when queue.Labels |> Array.contains label -> Some Verdict.Relabel, label
            | ("" | "relabel"), label ->
                let known = String.Join(", ", ClassNames.Shown queue.Labels)
                refuse $"guid {row.Guid} has the label '{label}', expected one of {known}"
            | other, _ ->
                refuse
                    $"guid {row.Guid} has the decision '{other}', expected keep, relabel, ambiguous, remove or skip"

        verdict
        |> Option.map (fun verdict ->
            {
                Row = row
                Verdict = verdict
                Label = label
                Undoes = 0
                Seconds = seconds
                ShownSuggestion = true
                Note = note
            })

    let private ofTable (queue: Queue) (path: string) (act: DataTable -> DataRow -> QueueRow -> Act option) =
        let table = TableFile.Read path
        let guid = table.RequiredColumn "guid"
        let rows = queue.Rows |> Array.map (fun row -> string row.Guid, row) |> dict

        [|
            for row in table.Rows do
                match rows.TryGetValue(table.GuidAt(row, guid)) with
                | false, _ ->
                    refuse (
                        table
                            .Error(
                                row,
                                $"guid {table.GuidAt(row, guid)} is not in the queue {queue.Name}, expected its rows alone"
                            )
                            .Message
                    )
                | true, known -> yield! act table row known |> Option.toList
        |]

    let private textIn (table: DataTable) (row: DataRow) name =
        match table.ColumnOf name with
        | -1 -> ""
        | column -> row[column].Text

    let private ofCsv (queue: Queue) path =
        ofTable queue path (fun table row known ->
            let text = textIn table row
            answer queue known (text "decision") (text "label") nan (text "note"))

    // Another program's verdicts, as if it were a reviewer.
    let private ofCleanlab (queue: Queue) path =
        ofTable queue path (fun table row known ->
            let isIssue, predicted =
                table.RequiredColumn "is_label_issue", table.RequiredColumn "predicted_label"

            let isIssue = row[isIssue].Text.Equals("true", StringComparison.OrdinalIgnoreCase)
            answer queue known (if isIssue then "" else "keep") row[predicted].Text nan "")

    let private ofLabelStudio (queue: Queue) (path: string) =
        try
            use document =
                JsonDocument.Parse(ReadOnlyMemory(RegularFile.ReadAllBytes(path, RegularFile.MostListBytes)))

            let rows = Dictionary<ExampleGuid, QueueRow>()

            for row in queue.Rows do
                rows.Add(row.Guid, row)

            [|
                for task in document.RootElement.EnumerateArray() do
                    let guid = JsonFields.field "data" task |> JsonFields.guid "guid"

                    for annotation in JsonFields.items "annotations" task do
                        let isCancelled =
                            match annotation.TryGetProperty "was_cancelled" with
                            | true, value -> value.ValueKind = JsonValueKind.True
                            | false, _ -> false

                        let label =
                            JsonFields.items "result" annotation
                            |> Array.tryHead
                            |> Option.map (fun result ->
                                let choices = JsonFields.field "value" result |> JsonFields.items "choices"
                                nonNull (choices[0].GetString()))
                            |> Option.defaultValue ""

                        match rows.TryGetValue guid with
                        | false, _ ->
                            refuse
                                $"{path}: guid {guid} is not in the queue {queue.Name}, expected its rows alone"
                        | true, row ->
                            let word = if isCancelled then "skip" else ""
                            let seconds = JsonFields.number "lead_time" annotation
                            yield! answer queue row word label seconds "" |> Option.toList
            |]
        with
        | :? JsonException
        | :? InvalidOperationException
        | :? IndexOutOfRangeException
        | :? IOException as e ->
            raise (
                LogFormatException(
                    path,
                    0L,
                    $"found no export of Label Studio ({e.Message}), expected its JSON with annotations and data.guid",
                    e
                )
            )

    /// The answers of another tool, in its order; rows without an answer are left out. Raises AnalyticsException for an
    /// unknown format, row, label or decision, TextInputException or LogFormatException where the file cannot be read.
    let import format (queue: Queue) (path: string) =
        match format with
        | "csv" -> ofCsv queue path
        | "cleanlab" -> ofCleanlab queue path
        | "label-studio" -> ofLabelStudio queue path
        | other -> refuseFormat other
