namespace TrainingDynamics.Analytics

open System
open System.Text
open System.Text.Json

/// Finds the rows of a data set's file in its bytes.
[<RequireQualifiedAccess>]
module internal SourceRecords =

    let fail (path: string) line problem : exn =
        if line > 0L then
            AnalyticsException $"{path}, line {line}: {problem}"
        else
            AnalyticsException $"{path}: {problem}"

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

    let afterPreamble (bytes: byte[]) =
        if ReadOnlySpan(bytes).StartsWith(Encoding.UTF8.Preamble) then
            Encoding.UTF8.Preamble.Length
        else
            0

    let isBlank format (bytes: byte[]) (record: SourceRecord) =
        let row = ReadOnlySpan(bytes, record.Start, record.End - record.Start)

        if format = SourceFormat.JsonLines then
            row.Trim(" \t\r"B).IsEmpty
        else
            row.IsEmpty

    // Where the array of rows begins, without the preamble; −1 in a file that has none.
    let arrayStart (content: ReadOnlySpan<byte>) =
        let mutable json = Utf8JsonReader content
        let mutable start = -1

        if json.Read() && json.TokenType = JsonTokenType.StartArray then
            start <- int json.TokenStartIndex
        else
            while start < 0 && json.Read() && json.TokenType = JsonTokenType.PropertyName do
                let isData = json.ValueTextEquals "data"
                json.Read() |> ignore

                if isData && json.TokenType = JsonTokenType.StartArray then
                    start <- int json.TokenStartIndex
                else
                    json.Skip()

        start

    let hasArray (bytes: byte[]) =
        try
            let preamble = afterPreamble bytes
            arrayStart (ReadOnlySpan(bytes, preamble, bytes.Length - preamble)) >= 0
        with
        | :? JsonException
        | :? InvalidOperationException ->
            // Whoever reads the lines says what is wrong and where.
            false

    // The objects of an array.
    let objects path (bytes: byte[]) =
        let found = ResizeArray<SourceRecord>()

        try
            let preamble = afterPreamble bytes
            let start = arrayStart (ReadOnlySpan(bytes, preamble, bytes.Length - preamble))

            if start < 0 then
                raise (fail path 0L "found no array of JSON objects, expected one, as when the run read it")

            let first = preamble + start
            let mutable json = Utf8JsonReader(ReadOnlySpan(bytes, first, bytes.Length - first))
            let mutable line, counted = 1L, 0
            json.Read() |> ignore

            while json.Read() && json.TokenType <> JsonTokenType.EndArray do
                let at = first + int json.TokenStartIndex
                line <- line + int64 (lineBreaks bytes counted at)
                counted <- at
                json.Skip()
                let next = first + int json.BytesConsumed

                found.Add
                    {
                        Line = line
                        Start = at
                        End = next
                        Next = next
                    }
        with
        | :? JsonException
        | :? InvalidOperationException as e ->
            let message = e.Message.ReplaceLineEndings " "

            raise (
                AnalyticsException(
                    $"{path}: found no JSON ({message}), expected an array of objects; get the file again",
                    e
                )
            )

        found

    let records format (bytes: byte[]) =
        let found = ResizeArray<SourceRecord>()

        let mutable start = afterPreamble bytes

        let mutable line = 1L

        while start < bytes.Length do
            let record = recordAt format bytes line start

            if not (isBlank format bytes record) then
                found.Add record

            line <- line + int64 (lineBreaks bytes start record.Next)
            start <- record.Next

        found
