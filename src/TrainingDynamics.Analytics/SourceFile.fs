namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Text
open System.Text.Json

/// A data set's file by its bytes, so that rows can be written out again as they are. Own code, because the common
/// readers hand out decoded fields and forget the bytes.
type internal SourceFile =
    {
        Path: string
        Bytes: byte[]
        Format: SourceFormat
        /// None for JSON lines.
        Header: SourceRecord voption
        /// Names in the header; empty for JSON lines.
        Columns: string[]
        Records: SourceRecord[]
    }

[<RequireQualifiedAccess>]
module internal SourceFile =

    let fail (path: string) line problem : exn =
        if line > 0L then
            AnalyticsException $"{path}, line {line}: {problem}"
        else
            AnalyticsException $"{path}: {problem}"

    let formatOf (path: string) =
        match (nonNull (Path.GetExtension path)).ToLowerInvariant() with
        | ".tsv" -> SourceFormat.Tsv
        | ".csv" -> SourceFormat.Csv
        | ".jsonl" -> SourceFormat.JsonLines
        | other ->
            raise (
                fail
                    path
                    0L
                    $"found a file that ends in '{other}', expected .tsv, .csv or .jsonl to know how its rows are written"
            )

    let separator format =
        if format = SourceFormat.Csv then byte ',' else byte '\t'

    let newline, carriageReturn, quote = byte '\n', byte '\r', byte '"'

    // Behind the field that starts at `start`: at its separator, its line end or the end of the file.
    let fieldEnd format (bytes: byte[]) start =
        let mutable at = start

        if format = SourceFormat.Csv && at < bytes.Length && bytes[at] = quote then
            at <- at + 1

            while at < bytes.Length
                  && (bytes[at] <> quote || (at + 1 < bytes.Length && bytes[at + 1] = quote)) do
                at <- at + (if bytes[at] = quote then 2 else 1)

            // Past the closing quote; a file that ends within quotes has none.
            at <- min bytes.Length (at + 1)

        while at < bytes.Length
              && bytes[at] <> newline
              && (format = SourceFormat.JsonLines || bytes[at] <> separator format) do
            at <- at + 1

        at

    let recordAt format (bytes: byte[]) line start =
        let mutable at = fieldEnd format bytes start

        while at < bytes.Length && bytes[at] <> newline do
            at <- fieldEnd format bytes (at + 1)

        {
            Line = line
            Start = start
            End =
                if at > start && at <= bytes.Length && bytes[at - 1] = carriageReturn then
                    at - 1
                else
                    at
            Next = min bytes.Length (at + 1)
        }

    let lineBreaks (bytes: byte[]) first last =
        MemoryExtensions.Count(ReadOnlySpan(bytes, first, last - first), newline)

    let records format (bytes: byte[]) =
        let found = ResizeArray<SourceRecord>()

        let mutable start =
            if ReadOnlySpan(bytes).StartsWith(Encoding.UTF8.Preamble) then
                Encoding.UTF8.Preamble.Length
            else
                0

        let mutable line = 1L

        while start < bytes.Length do
            let record = recordAt format bytes line start

            if record.End > record.Start then
                found.Add record

            line <- line + int64 (lineBreaks bytes start record.Next)
            start <- record.Next

        found

    /// The raw bytes of every field, as start and length; a CSV field with its quotes.
    let fields file (record: SourceRecord) =
        [|
            let mutable start = record.Start

            while start <= record.End do
                let stop = min record.End (fieldEnd file.Format file.Bytes start)
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
        try
            File.ReadAllBytes path
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (AnalyticsException($"{path}: cannot be read: {e.Message}", e))

    let read path =
        let format = formatOf path
        let bytes = readBytes path
        let found = records format bytes

        let file =
            {
                Path = path
                Bytes = bytes
                Format = format
                Header = ValueNone
                Columns = [||]
                Records = found.ToArray()
            }

        if found.Count = 0 then
            raise (fail path 0L "found an empty file, expected a data set's rows")

        if format = SourceFormat.JsonLines then
            file
        else
            let header = found[0]

            { file with
                Header = ValueSome header
                Columns =
                    fields file header
                    |> Array.map (fun struct (start, length) ->
                        unquoted file (decode file header start length))
                Records = Array.skip 1 file.Records
            }

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
        with :? JsonException as e ->
            raise (
                AnalyticsException(
                    $"{file.Path}, line {record.Line}: found no JSON object, expected one a line",
                    e
                )
            )

    /// The fields of a row of a file with a header, as many as that has.
    let rowFields file (record: SourceRecord) =
        let found = fields file record

        if found.Length <> file.Columns.Length then
            let known = String.Join(", ", file.Columns)

            raise (
                fail
                    file.Path
                    record.Line
                    $"found {found.Length} fields, expected {file.Columns.Length} as in the header ({known})"
            )

        found

    /// Where the raw bytes of a row's field lie; `column` is a name of the header or a key.
    let field file (column: string) : SourceRecord -> struct (int * int) =
        let missing (record: SourceRecord) (known: string) =
            raise (fail file.Path record.Line $"found no {column}, expected it {known}")

        match file.Header with
        | ValueNone ->
            fun record ->
                match jsonField file record column with
                | ValueSome place -> place
                | ValueNone -> missing record "in every object"
        | ValueSome header ->
            let known = String.Join(", ", file.Columns)
            let place = Array.IndexOf(file.Columns, column)

            if place < 0 then
                missing header $"among the columns {known}"

            fun record -> (rowFields file record)[place]

    /// The text of a field: without a CSV field's quotes, of a JSON string its characters, of another JSON value its
    /// own text.
    let text file (column: string) : SourceRecord -> string =
        let field = field file column

        fun record ->
            let struct (start, length) = field record
            let raw = decode file record start length

            if file.Format <> SourceFormat.JsonLines then
                unquoted file raw
            elif raw.StartsWith '"' then
                (JsonDocument.Parse raw).RootElement.GetString() |> string
            else
                raw

    /// What data sets call the column of an example's identity, the likelier first.
    let guidColumns = [ "guid"; "id"; "idx"; "index" ]

    /// The first of them that the file has, in JSON lines the first row; None where the row number is the guid.
    let guidColumn file =
        let has column =
            match file.Header with
            | ValueSome _ -> Array.contains column file.Columns
            | ValueNone -> (jsonField file file.Records[0] column).IsSome

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
            [| newline |]
