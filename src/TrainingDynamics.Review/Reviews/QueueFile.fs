namespace TrainingDynamics.Review

open System
open System.IO
open System.Text.Json
open TrainingDynamics.Logs

/// `queue.json`: one object, each row on a line by itself. Written once.
[<RequireQualifiedAccess>]
module QueueFile =

    let private version = 1

    let internal nameOfStratum stratum =
        match stratum with
        | Stratum.Top -> "top"
        | Stratum.Random -> "random"

    let internal stratumOf name =
        match name with
        | "top" -> Stratum.Top
        | "random" -> Stratum.Random
        | other -> raise (JsonException $"'{other}' is no stratum, expected top or random")

    let private row (row: QueueRow) =
        JsonFields.objectOf (fun json ->
            json.WriteNumber("rank", row.Rank)
            JsonFields.writeGuid "guid" row.Guid json
            JsonFields.writeWhole "line" row.Line json
            json.WriteString("stratum", nameOfStratum row.Stratum)
            json.WriteString("given", row.Given)
            json.WriteString("suggested", row.Suggested)
            JsonFields.writeNumber "score" row.Score json
            json.WriteStartArray "probabilities"

            for p in row.Probabilities do
                json.WriteNumberValue p

            json.WriteEndArray()
            JsonFields.writeNumber "aum" row.Aum json
            JsonFields.writeNumber "mean_loss" row.MeanLoss json
            json.WriteNumber("epochs_against", row.EpochsAgainst)
            JsonFields.writeText "text_hash" row.TextHash json
            json.WriteString("why", row.Why))

    let private head (queue: Queue) =
        JsonFields.objectOf (fun json ->
            json.WriteNumber("version", version)
            json.WriteString("queue", queue.Name)
            json.WriteString("run", queue.Run)
            JsonFields.writeText "source" queue.SourcePath json
            JsonFields.writeText "source_sha256" queue.SourceSha256 json
            json.WriteString("order", queue.Order)
            json.WriteNumber("epochs_used", queue.EpochsUsed)
            json.WriteNumber("seed", queue.Seed)
            json.WriteNumber("examples", queue.Examples)
            json.WriteNumber("excluded", queue.Excluded)
            json.WriteStartArray "labels"

            for label in queue.Labels do
                json.WriteStringValue label

            json.WriteEndArray())

    /// Writes a new queue. Raises AnalyticsException where there is one of that name, IOException where it cannot be written.
    let write (folder: ReviewFolder) (queue: Queue) =
        if File.Exists folder.QueuePath then
            refuse
                $"{folder.QueuePath} is there already, and a queue is never changed; give another name, or review that one"

        WholeFile.Write(
            folder.QueuePath,
            fun stream ->
                let head = head queue
                stream.Write(ReadOnlySpan(head, 0, head.Length - 1))
                stream.Write ",\"rows\":["B

                queue.Rows
                |> Array.iteri (fun place one ->
                    stream.Write(if place = 0 then "\n"B else ",\n"B)
                    stream.Write(row one))

                stream.Write "\n]}\n"B
        )

    let private rowOf json =
        {
            Rank = JsonFields.whole "rank" json
            Guid = JsonFields.guid "guid" json
            Line = JsonFields.wholeOrNull "line" json
            Stratum = JsonFields.text "stratum" json |> stratumOf
            Given = JsonFields.text "given" json
            Suggested = JsonFields.text "suggested" json
            Score = JsonFields.number "score" json
            Probabilities = JsonFields.items "probabilities" json |> Array.map _.GetDouble()
            Aum = JsonFields.number "aum" json
            MeanLoss = JsonFields.number "mean_loss" json
            EpochsAgainst = JsonFields.whole "epochs_against" json
            TextHash = JsonFields.textOrEmpty "text_hash" json
            Why = JsonFields.text "why" json
        }

    /// Reads a queue. Raises LogFormatException where it is damaged or of a later version, AnalyticsException where there
    /// is none.
    let read (folder: ReviewFolder) =
        if not (File.Exists folder.QueuePath) then
            refuse $"{folder.QueuePath} is not there; td issues RUN --queue {folder.Name} draws a queue"

        try
            use document =
                JsonDocument.Parse(
                    ReadOnlyMemory(RegularFile.ReadAllBytes(folder.QueuePath, RegularFile.MostListBytes))
                )

            let json = document.RootElement
            let found = JsonFields.whole "version" json

            if found > version then
                raise (JsonException $"version {found} is later than {version}, which this program knows")

            {
                Name = JsonFields.text "queue" json
                Run = JsonFields.text "run" json
                SourcePath = JsonFields.textOrEmpty "source" json
                SourceSha256 = JsonFields.textOrEmpty "source_sha256" json
                Order = JsonFields.text "order" json
                EpochsUsed = JsonFields.whole "epochs_used" json
                Seed = JsonFields.whole "seed" json
                Examples = JsonFields.whole "examples" json
                Excluded = JsonFields.whole "excluded" json
                Labels = JsonFields.items "labels" json |> Array.map (_.GetString() >> nonNull)
                Rows = JsonFields.items "rows" json |> Array.map rowOf
            }
        with
        | :? JsonException
        | :? InvalidOperationException
        | :? IOException as e ->
            raise (
                LogFormatException(
                    folder.QueuePath,
                    0L,
                    $"found no queue ({e.Message}), expected one that td issues --queue wrote; draw another",
                    e
                )
            )
