namespace TrainingDynamics.Analytics

open System
open System.Globalization
open System.IO
open System.Text
open System.Text.Json
open TrainingDynamics.Logs

type LabelIssuesListing =
    {
        TextOf: ExampleGuid -> string
        LabelNames: string[]
        Detector: string
        Count: int
    }

/// One value of a row.
[<RequireQualifiedAccess>]
type internal IssueCell =
    | Text of string
    | Whole of int64
    | Number of float
    | Flag of bool

[<RequireQualifiedAccess>]
module LabelIssuesFile =

    let cells listing issues (fused: float[]) place row =
        let evidence = issues.Evidence
        let guid = evidence.Guids[row]

        let label (number: int) =
            if listing.LabelNames.Length = 0 then
                IssueCell.Whole(int64 number)
            else
                IssueCell.Text listing.LabelNames[number]

        [
            "rank", IssueCell.Whole(int64 place + 1L)
            "guid",
            (if guid.IsInteger then
                 IssueCell.Whole guid.Integer
             else
                 IssueCell.Text(string guid))
            "text", IssueCell.Text(listing.TextOf guid)
            "gold", label evidence.Gold[row]
            "suggested", label issues.Suggested[row]
            "flagged", IssueCell.Flag issues.Flagged[row]
            "self_confidence", IssueCell.Number issues.SelfConfidence[row]
            "normalized_margin", IssueCell.Number issues.NormalizedMargin[row]
            "aum", IssueCell.Number evidence.Aum[row]
            "mean_loss", IssueCell.Number evidence.MeanLoss[row]
            "fused", IssueCell.Number fused[row]
        ]

    let quoted (text: string) =
        if text.AsSpan().IndexOfAny(",\"\r\n") < 0 then
            text
        else
            "\"" + text.Replace("\"", "\"\"") + "\""

    let csvText cell =
        match cell with
        | IssueCell.Text text -> quoted text
        | IssueCell.Whole number -> number.ToString CultureInfo.InvariantCulture
        | IssueCell.Number number -> number.ToString("R", CultureInfo.InvariantCulture)
        | IssueCell.Flag flag -> if flag then "true" else "false"

    let writeCsv (rows: (string * IssueCell) list seq) (stream: Stream) =
        use writer = new StreamWriter(stream, UTF8Encoding false, -1, true)

        rows
        |> Seq.iteri (fun i row ->
            if i = 0 then
                writer.Write(String.Join(',', row |> List.map fst) + "\n")

            writer.Write(String.Join(',', row |> List.map (snd >> csvText)) + "\n"))

    let writeJson (rows: (string * IssueCell) list seq) (stream: Stream) =
        for row in rows do
            using (new Utf8JsonWriter(stream, SelectionJson.options)) (fun json ->
                json.WriteStartObject()

                for name, cell in row do
                    match cell with
                    | IssueCell.Text text -> json.WriteString(name, text)
                    | IssueCell.Whole number -> json.WriteNumber(name, number)
                    | IssueCell.Number number -> json.WriteNumber(name, number)
                    | IssueCell.Flag flag -> json.WriteBoolean(name, flag)

                json.WriteEndObject())

            stream.WriteByte(byte '\n')

    let writerFor (path: string) =
        match (nonNull (Path.GetExtension path)).ToLowerInvariant() with
        | ".csv" -> writeCsv
        | ".jsonl" -> writeJson
        | other ->
            raise (
                AnalyticsException
                    $"{path}: found a name that ends in '{other}', expected .csv or .jsonl to know what to write"
            )

    let write (path: string) listing issues =
        let writer = writerFor path
        let classes = issues.Evidence.Classes

        if listing.LabelNames.Length <> 0 && listing.LabelNames.Length <> classes then
            raise (
                AnalyticsException
                    $"{listing.LabelNames.Length} names of classes, expected {classes}, as many as there are logits"
            )

        let fused = (LabelIssues.detector "fused" issues).Suspicion

        let rows =
            (LabelIssues.detector listing.Detector issues).Ranking
            |> Seq.truncate listing.Count
            |> Seq.mapi (cells listing issues fused)

        try
            WholeFile.Write(path, writer rows)
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (AnalyticsException($"{path} cannot be written: {e.Message}", e))
