namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text
open System.Text.Json
open TrainingDynamics.Logs

/// A data set's file by its bytes, so that rows can be written out again as they are. Own code, because the common
/// readers hand out decoded fields and forget the bytes.
type internal SourceFile =
    {
        Path: string
        Bytes: byte[]
        Format: SourceFormat
        /// None for JSON, and for a file without a header line.
        Header: SourceRecord voption
        /// In the file's order; empty for JSON.
        Columns: string[]
        /// Whether short rows lack their last fields and long ones lose their end; they are errors otherwise.
        Lenient: bool
        Records: SourceRecord[]
    }

[<RequireQualifiedAccess>]
module internal SourceFile =

    let fail path line problem = SourceRecords.fail path line problem

    let formatOf (path: string) (bytes: byte[]) =
        match (nonNull (Path.GetExtension path)).ToLowerInvariant() with
        | ".tsv" -> SourceFormat.Tsv
        | ".csv" -> SourceFormat.Csv
        | ".json" when SourceRecords.hasArray bytes -> SourceFormat.Json
        | ".json"
        | ".jsonl" -> SourceFormat.JsonLines
        | other ->
            raise (
                fail
                    path
                    0L
                    $"found a file that ends in '{other}', expected .tsv, .csv, .json or .jsonl to know how its rows are written"
            )

    let formatNamed path word =
        match word with
        | "tsv" -> SourceFormat.Tsv
        | "csv" -> SourceFormat.Csv
        | "json" -> SourceFormat.Json
        | "jsonl" -> SourceFormat.JsonLines
        | other ->
            raise (
                fail
                    path
                    0L
                    $"the file is recorded as '{other}', expected tsv, csv, json or jsonl to read its rows as text"
            )

    /// The raw bytes of every field, as start and length; a CSV field with its quotes.
    let fields file (record: SourceRecord) =
        [|
            let mutable start = record.Start

            while start <= record.End do
                let stop = min record.End (SourceRecords.fieldEnd file.Format file.Bytes start)
                struct (start, stop - start)
                start <- stop + 1
        |]

    let decode file (record: SourceRecord) (start: int) (length: int) =
        try
            UTF8Encoding(false, true).GetString(file.Bytes, start, length)
        with :? DecoderFallbackException as e ->
            raise (
                AnalyticsException(
                    $"{file.Path}, line {record.Line}: found bytes that are not UTF-8, expected UTF-8 text; convert the file",
                    e
                )
            )

    let unquoted file (text: string) =
        if
            file.Format = SourceFormat.Csv
            && text.Length >= 2
            && text[0] = '"'
            && text.EndsWith '"'
        then
            text.Substring(1, text.Length - 2).Replace("\"\"", "\"")
        else
            text

    let readBytes (path: string) =
        FileBytes.read path (fun problem e -> AnalyticsException($"{path}: {problem}", e))

    let ofBytes path format (layout: DataFileLayout | null) (bytes: byte[]) =
        let found =
            if format = SourceFormat.Json then
                SourceRecords.objects path bytes
            else
                SourceRecords.records format bytes

        if found.Count = 0 then
            raise (fail path 0L "found an empty file, expected a data set's rows")

        let file =
            {
                Path = path
                Bytes = bytes
                Format = format
                Header = ValueNone
                Columns = [||]
                Lenient =
                    match layout with
                    | null -> false
                    | layout -> layout.Lenient
                Records = found.ToArray()
            }

        match layout with
        | NonNull layout when not (isNull layout.Header) ->
            { file with
                Columns = Array.ofSeq (nonNull layout.Header)
            }
        | _ when format.IsObjects -> file
        | _ ->
            let header = found[0]

            { file with
                Header = ValueSome header
                Columns =
                    fields file header
                    |> Array.map (fun struct (start, length) ->
                        unquoted file (decode file header start length))
                Records = Array.skip 1 file.Records
            }

    /// The format by the file's ending, with a header line where the format has such.
    let read path =
        let bytes = readBytes path
        ofBytes path (formatOf path bytes) null bytes

    /// As the manifest says that the run read it; as `read` does where it does not say.
    let readRecorded (file: DataFileRecord) =
        match file.Layout with
        | null -> read file.Path
        | layout -> ofBytes file.Path (formatNamed file.Path layout.Format) layout (readBytes file.Path)

    let jsonField file (record: SourceRecord) (name: string) =
        try
            let mutable json =
                Utf8JsonReader(ReadOnlySpan(file.Bytes, record.Start, record.End - record.Start))

            let mutable found = ValueNone

            if not (json.Read()) || json.TokenType <> JsonTokenType.StartObject then
                raise (fail file.Path record.Line "found no JSON object, expected one a line")

            while json.Read() && json.TokenType = JsonTokenType.PropertyName do
                let isIt = json.ValueTextEquals name
                json.Read() |> ignore
                let start = int json.TokenStartIndex
                json.Skip()

                if isIt then
                    found <- ValueSome(struct (record.Start + start, int json.BytesConsumed - start))

            found
        with
        | :? JsonException
        | :? InvalidOperationException as e ->
            raise (
                AnalyticsException(
                    $"{file.Path}, line {record.Line}: found no JSON object, expected one a line",
                    e
                )
            )

    /// The fields of a row of a file with a header, as many as that has.
    let rowFields file (record: SourceRecord) =
        let found = fields file record

        if file.Lenient then
            Array.init file.Columns.Length (fun place ->
                if place < found.Length then
                    found[place]
                else
                    struct (record.End, 0))
        elif found.Length = file.Columns.Length then
            found
        else
            let known = String.Join(", ", file.Columns)

            raise (
                fail
                    file.Path
                    record.Line
                    $"found {found.Length} fields, expected {file.Columns.Length} as in the header ({known})"
            )

    /// Where the raw bytes of a row's field lie; `column` is a name of the header or a key.
    let field file (column: string) : SourceRecord -> struct (int * int) =
        if file.Format.IsObjects then
            fun record ->
                match jsonField file record column with
                | ValueSome place -> place
                | ValueNone ->
                    raise (fail file.Path record.Line $"found no {column}, expected it in every object")
        else
            let place = Array.IndexOf(file.Columns, column)

            if place < 0 then
                let known = String.Join(", ", file.Columns)
                let line = (if file.Header.IsSome then file.Header.Value.Line else 0L)
                raise (fail file.Path line $"found no {column}, expected it among the columns {known}")

            fun record -> (rowFields file record)[place]

    /// The text of a field: without a CSV field's quotes, of a JSON string its characters, of another JSON value its
    /// own text.
    let text file (column: string) : SourceRecord -> string =
        let field = field file column

        fun record ->
            let struct (start, length) = field record
            let raw = decode file record start length

            if not file.Format.IsObjects then
                unquoted file raw
            elif raw.StartsWith '"' then
                (JsonDocument.Parse raw).RootElement.GetString() |> string
            else
                raw

    /// What data sets call the column of an example's identity, the likelier first.
    let guidColumns = [ "guid"; "id"; "idx"; "index" ]

    /// The first of them that the file has, in JSON the first row; None where the row number is the guid.
    let guidColumn file =
        let has column =
            if file.Format.IsObjects then
                (jsonField file file.Records[0] column).IsSome
            else
                Array.contains column file.Columns

        guidColumns |> List.tryFind has

    /// The text of every row's guid: of its column, or the 0-based row number where there is none.
    let guids file (column: string option) : string[] =
        match column with
        | Some column -> file.Records |> Array.map (text file column)
        | None -> Array.init file.Records.Length string

    /// The line end of the file's first row, for rows that have none.
    let lineEnd file =
        let first =
            if file.Header.IsSome then
                file.Header.Value
            else
                file.Records[0]

        if first.Next > first.End then
            file.Bytes[first.End .. first.Next - 1]
        else
            [| SourceRecords.newline |]
