namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open System.Security.Cryptography
open System.Text.Json
open TrainingDynamics.Logs

type TrainingSource =
    {
        Run: string
        TrainFile: string
        GuidColumn: string option
    }

type TrainingSet =
    {
        TrainFile: string
        Rows: int
        Copied: string[]
        SelectionFile: string
    }

[<RequireQualifiedAccess>]
module TrainingSetWriter =

    [<Literal>]
    let SelectionFileName = "selection.json"

    // The wanted rows of the source by their guids' texts.
    let find (file: SourceFile) (source: TrainingSource) (wanted: Dictionary<string, int>) =
        let found: SourceRecord voption[] = Array.create wanted.Count ValueNone

        SourceFile.guids file source.GuidColumn
        |> Array.iteri (fun row guid ->
            match wanted.TryGetValue guid with
            | true, place ->
                let record = file.Records[row]

                match found[place] with
                | ValueSome first ->
                    raise (
                        SourceFile.fail
                            file.Path
                            record.Line
                            $"guid {guid} is there twice, also in line {first.Line}; expected every guid once"
                    )
                | ValueNone -> found[place] <- ValueSome record
            | false, _ -> ())

        found

    let wantedGuids (selection: Selection) =
        let wanted = Dictionary<string, int>(StringComparer.Ordinal)

        selection.Picks
        |> Array.iteri (fun place pick ->
            if not (wanted.TryAdd(string pick.Guid, place)) then
                raise (
                    AnalyticsException
                        $"guid {pick.Guid} is selected both as a number and as a string, expected one of them"
                ))

        wanted

    let selectedRecords file source (selection: Selection) =
        let found = find file source (wantedGuids selection)

        match found |> Array.tryFindIndex _.IsNone with
        | Some place ->
            let missing = found |> Array.filter _.IsNone |> Array.length

            let others =
                if missing = 1 then
                    ""
                else
                    $", nor are {missing - 1} others that are selected"

            let column =
                match source.GuidColumn with
                | Some column -> $"the column {column}"
                | None -> "the row number"

            raise (
                SourceFile.fail
                    file.Path
                    0L
                    $"guid {selection.Picks[place].Guid} is in none of its {file.Records.Length} rows{others}; \
                      expected it as {column}; check the guid column and that it is the file the run was trained on"
            )
        | None -> found |> Array.map _.Value

    let writeRows file (records: SourceRecord[]) (stream: Stream) =
        let lineEnd = SourceFile.lineEnd file

        let copy first last (next: int) =
            stream.Write(file.Bytes, first, next - first)

            if next = last then
                stream.Write(lineEnd, 0, lineEnd.Length)

        match file.Header with
        // From the file's first byte, which may be a byte order mark's.
        | ValueSome header -> copy 0 header.End header.Next
        | ValueNone -> ()

        for record in records do
            copy record.Start record.End record.Next

    let describe (source: TrainingSource) (file: SourceFile) (json: Utf8JsonWriter) =
        json.WriteString("run", source.Run)
        json.WriteString("source", source.TrainFile)
        json.WriteString("source_sha256", Convert.ToHexStringLower(SHA256.HashData file.Bytes))

        match source.GuidColumn with
        | Some column -> json.WriteString("guid_column", column)
        | None -> json.WriteNull "guid_column"

    let write (source: TrainingSource) (outputFolder: string) selection =
        let file = SourceFile.read source.TrainFile
        let records = selectedRecords file source selection
        let target = HeldOutFiles.target source.TrainFile outputFolder

        try
            WholeFile.Write(target, writeRows file records)
            let copied = HeldOutFiles.copy source.TrainFile outputFolder
            let selectionFile = Path.Combine(outputFolder, SelectionFileName)
            WholeFile.Write(selectionFile, SelectionJson.write (describe source file) selection)

            {
                TrainFile = target
                Rows = records.Length
                Copied = copied
                SelectionFile = selectionFile
            }
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (AnalyticsException($"{outputFolder} cannot be written to: {e.Message}", e))
