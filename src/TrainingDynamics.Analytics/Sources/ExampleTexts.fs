namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
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

    let rowsOf (file: SourceFile) =
        let columns = ResizeArray file.Columns

        if file.Records.Length = 0 then
            raise (fail file.Path 0L "no rows; expected one for every example")

        let readRow =
            if file.Format.IsObjects then
                readObject file columns
            else
                readFields file

        let lines = file.Records |> Array.map readRow

        {
            Columns = columns.ToArray()
            Lines = lines
        }

    let parquetRows file =
        let paths = SourceTable.paths file
        let columns = ParquetSource.simpleColumns paths.Head
        let values = columns |> Array.map (ParquetSource.column paths)

        {
            Columns = columns
            Lines =
                Array.init (ParquetSource.rowCount paths) (fun row ->
                    let texts = Dictionary()

                    Array.iter2
                        (fun column (values: string[]) -> texts[column] <- values[row])
                        columns
                        values

                    0L, texts)
        }

    let readRows path = rowsOf (SourceFile.read path)

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
        for column, named in Seq.countBy id rows.Columns do
            if named > 1 then
                raise (
                    fail
                        path
                        0L
                        $"found {named} columns called '{column}', expected each name once; rename all but one"
                )

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

    let ofRun path =
        let manifestPath = RunFolder.Of(path).ManifestPath
        let manifest = RunManifest.Read manifestPath

        match manifest.DataFiles |> Seq.tryFind (fun file -> file.Split = "train") with
        | None -> raise (fail manifestPath 0L "the manifest names no training file; give the file's path")
        | Some file ->
            SourceTable.checkUnchanged file

            match file.Layout with
            | null -> read file.Path
            | layout ->
                let rows =
                    if layout.Format = "parquet" then
                        parquetRows file
                    else
                        rowsOf (SourceFile.readRecorded file)

                frameOf file.Path (Option.ofObj layout.Guid) rows

    let joined (file: DataFileRecord) =
        match file.Layout with
        | null ->
            raise (
                ArgumentException($"{file.Path} has no layout, which says what its texts are", nameof file)
            )
        | layout ->
            let table = SourceTable.read file
            let first = table.Column layout.Text

            let texts =
                match layout.Pair with
                | null -> first
                | pair -> Array.map2 (fun first second -> $"{first} | {second}") first (table.Column pair)

            let byGuid = Dictionary<string, string>(StringComparer.Ordinal)
            // Rows that were left out of the run may share a guid with one that was not; the first is kept.
            Array.iter2 (fun guid text -> byGuid.TryAdd(guid, text) |> ignore) table.Guids.Value texts
            byGuid :> IReadOnlyDictionary<string, string>
