namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open System.Security.Cryptography
open System.Text.Json
open Deedle
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module ExampleTexts =

    /// Column names in order of appearance, and of each row its 1-based line and what it has in them.
    type Rows =
        {
            Columns: string[]
            Lines: (int64 * Dictionary<string, string>)[]
        }

    let fail path (line: int64) problem = SourceFile.fail path line problem

    let readFields file (record: SourceRecord) =
        let row = Dictionary()

        Array.iter2
            (fun column struct (start, length) ->
                row[column] <- SourceFile.unquoted file (SourceFile.decode file record start length))
            file.Columns
            (SourceFile.rowFields file record)

        record.Line, row

    let textOf (value: JsonElement) =
        match value.ValueKind with
        | JsonValueKind.Null -> None
        | JsonValueKind.String -> Option.ofObj (value.GetString())
        | _ -> Some(value.GetRawText())

    let readObject file (columns: ResizeArray<string>) (record: SourceRecord) =
        try
            use json =
                JsonDocument.Parse(ReadOnlyMemory(file.Bytes, record.Start, record.End - record.Start))

            let row = Dictionary()

            for property in json.RootElement.EnumerateObject() do
                if not (columns.Contains property.Name) then
                    columns.Add property.Name

                textOf property.Value |> Option.iter (fun text -> row[property.Name] <- text)

            record.Line, row
        with
        | :? JsonException
        | :? InvalidOperationException ->
            raise (
                fail
                    file.Path
                    record.Line
                    "expected one JSON object a line, such as {\"guid\": 7, \"text\": \"…\"}"
            )

    let readRows (path: string) =
        let file = SourceFile.read path
        let columns = ResizeArray file.Columns

        if file.Records.Length = 0 then
            raise (fail path 0L "no rows; expected one for every example")

        let readRow =
            if file.Header.IsSome then
                readFields file
            else
                readObject file columns

        let lines = file.Records |> Array.map readRow

        {
            Columns = columns.ToArray()
            Lines = lines
        }

    let keys path guidColumn rows =
        let seen = HashSet<string>()

        rows.Lines
        |> Array.mapi (fun number (line, row) ->
            let key =
                match guidColumn with
                | None -> string number
                | Some column ->
                    match row.TryGetValue column with
                    | true, guid -> guid
                    | false, _ -> raise (fail path line $"no {column}, which holds the guid")

            if not (seen.Add key) then
                raise (fail path line $"guid {key} is there twice; every example needs one of its own")

            key)

    let frameOf path guidColumn rows : Frame<string, string> =
        let keys = keys path guidColumn rows
        let frame = Frame.ofRowKeys keys

        for column in rows.Columns do
            if Some column <> guidColumn then
                let texts =
                    rows.Lines
                    |> Array.map (fun (_, row) ->
                        match row.TryGetValue column with
                        | true, text -> Some text
                        | false, _ -> None)

                frame.AddColumn(column, Series.ofOptionalObservations (Array.zip keys texts))

        frame

    let read path =
        let rows = readRows path

        let guidColumn =
            SourceFile.guidColumns
            |> List.tryFind (fun name -> Array.contains name rows.Columns)

        frameOf path guidColumn rows

    let readBy guidColumn path =
        let rows = readRows path

        if not (Array.contains guidColumn rows.Columns) then
            let columns = String.Join(", ", rows.Columns)
            raise (fail path 1L $"no column is called '{guidColumn}'; there are {columns}")

        frameOf path (Some guidColumn) rows

    let checkUnchanged (file: DataFileRecord) =
        if not (File.Exists file.Path) then
            raise (
                fail
                    file.Path
                    0L
                    "the run's training file is not there; give its path now (a relative one starts at the current folder)"
            )

        use stream = File.OpenRead file.Path

        if Convert.ToHexStringLower(SHA256.HashData stream) <> file.Sha256 then
            raise (
                fail
                    file.Path
                    0L
                    "the file has changed since the run (its SHA-256 is not the manifest's), so its rows may be others"
            )

    let ofRun path =
        let manifestPath = RunFolder.Of(path).ManifestPath
        let manifest = RunManifest.Read manifestPath

        match manifest.DataFiles |> Seq.tryFind (fun file -> file.Split = "train") with
        | None -> raise (fail manifestPath 0L "the manifest names no training file; give the file's path")
        | Some file ->
            checkUnchanged file
            read file.Path
