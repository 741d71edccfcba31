namespace TrainingDynamics.Review

open System
open System.IO
open System.Security.Cryptography
open System.Text
open System.Text.Json
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// A place of the fixed file, and what the source has there.
type internal AuditPlace =
    {
        Guid: string
        Start: int64
        Was: string
        Is: string
    }

/// `FILE.audit.jsonl`, which says what a fix changed: first a line about the files, then one for each changed row, with the
/// place in the fixed file and what both files have there, so that the source can be made again.
[<RequireQualifiedAccess>]
module FixAudit =

    let private ending = ".audit.jsonl"

    /// The audit of a fixed file.
    let pathOf (fixedFile: string) = fixedFile + ending

    let internal hash (bytes: byte[]) =
        Convert.ToHexStringLower(SHA256.HashData bytes)

    let internal write
        (path: string)
        (origin: string)
        (plan: FixPlan)
        fixedSha256
        (places: ChangedBytes[] option)
        =
        let head =
            JsonFields.objectOf (fun json ->
                json.WriteString("source", plan.Table.Path)
                json.WriteString("source_sha256", plan.Table.Sha256)
                json.WriteString("fixed_sha256", (fixedSha256: string))
                json.WriteString("from", origin)
                json.WriteNumber("rows", plan.Rows.Length))

        let line place (row: FixedRow) =
            JsonFields.objectOf (fun json ->
                json.WriteString("guid", row.Correction.Guid)
                json.WriteNumber("row", row.Row)
                JsonFields.writeWhole "line" row.Line json
                json.WriteString("given", row.Correction.Given)
                JsonFields.writeText "new" row.Correction.New json
                JsonFields.writeText "who" row.Correction.Who json
                JsonFields.writeText "when" row.Correction.When json
                json.WriteString("rule", row.Correction.Rule)
                JsonFields.writeText "text_hash" row.TextHash json

                match places with
                | Some places ->
                    json.WriteNumber("start", places[place].Start)
                    json.WriteString("was", places[place].Was)
                    json.WriteString("is", places[place].Is)
                | None -> ())

        WholeFile.Write(
            path,
            fun stream ->
                for one in Array.append [| head |] (plan.Rows |> Array.mapi line) do
                    stream.Write one
                    stream.Write "\n"B
        )

    let private read (path: string) =
        let damaged line (e: exn) =
            raise (
                LogFormatException(
                    path,
                    line,
                    $"found no line of an audit ({e.Message}), expected the .audit.jsonl that td fix writes beside its file",
                    e
                )
            )

        let lines =
            try
                RegularFile.ReadAllBytes(path, RegularFile.MostListBytes)
                |> JsonFields.wholeLines
            with
            | :? IOException
            | :? UnauthorizedAccessException as e -> damaged 0L e

        let parsed number (take: JsonElement -> 'a) =
            try
                use document = JsonDocument.Parse(ReadOnlyMemory lines[number])
                take document.RootElement
            with
            | :? JsonException
            | :? InvalidOperationException
            | :? IndexOutOfRangeException as e -> damaged (int64 number + 1L) e

        let source, sourceSha256, fixedSha256, rows =
            parsed 0 (fun json ->
                JsonFields.text "source" json,
                JsonFields.text "source_sha256" json,
                JsonFields.text "fixed_sha256" json,
                JsonFields.whole "rows" json)

        if rows <> lines.Length - 1 then
            damaged 0L (JsonException $"it has {lines.Length - 1} of {rows} rows")

        if source.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) then
            refuse
                $"{path}: it is the audit of a Parquet file, whose bytes a fix writes anew, expected that of a text file; keep {source}"

        let places =
            [|
                for number in 1 .. lines.Length - 1 do
                    parsed number (fun json ->
                        {
                            Guid = JsonFields.text "guid" json
                            Start = (JsonFields.field "start" json).GetInt64()
                            Was = JsonFields.text "was" json
                            Is = JsonFields.text "is" json
                        })
            |]

        struct (sourceSha256, fixedSha256, places)

    let private refuseChanged (path: string) (bytes: byte[]) (places: AuditPlace[]) =
        let isOther place =
            let expected = Encoding.UTF8.GetBytes place.Is

            place.Start + int64 expected.Length > int64 bytes.Length
            || not (bytes.AsSpan(int place.Start, expected.Length).SequenceEqual(expected))

        match places |> Array.tryFind isOther with
        | Some place ->
            refuse
                $"{path} has changed since td fix wrote it: guid {place.Guid} is not at byte {place.Start} with the label \
                  '{place.Is}' any more; put the file back, or run td fix again"
        | None ->
            refuse
                $"{path} has changed since td fix wrote it, outside of the rows that were fixed; put the file back, or run td fix again"

    /// Makes the source of a fixed file again, byte for byte, and gives the number of rows that differ. audit: beside the
    /// fixed file. Raises AnalyticsException where the fixed file has changed or the audit is of a binary file,
    /// LogFormatException where the audit is damaged, IOException where a file cannot be read or written.
    let reverse (audit: string) (output: string) =
        if not (audit.EndsWith(ending, StringComparison.Ordinal)) then
            refuse $"{audit}: expected the audit of a fixed file, called FILE{ending} and beside FILE"

        let struct (sourceSha256, fixedSha256, places) = read audit
        let fixedFile = audit[.. audit.Length - ending.Length - 1]
        let bytes = RegularFile.ReadAllBytes(fixedFile, Array.MaxLength)

        if hash bytes <> fixedSha256 then
            refuseChanged fixedFile bytes places

        use source = new MemoryStream(bytes.Length)
        let mutable copied = 0

        for place in places do
            source.Write(ReadOnlySpan(bytes, copied, int place.Start - copied))
            source.Write(Encoding.UTF8.GetBytes place.Was)
            copied <- int place.Start + Encoding.UTF8.GetByteCount place.Is

        source.Write(ReadOnlySpan(bytes, copied, bytes.Length - copied))
        let source = source.ToArray()

        if hash source <> sourceSha256 then
            refuse
                $"{audit}: what it gives is not the source (another SHA-256), so its rows were changed; use an unchanged audit"

        WholeFile.Write(output, (fun stream -> stream.Write source))
        places.Length
