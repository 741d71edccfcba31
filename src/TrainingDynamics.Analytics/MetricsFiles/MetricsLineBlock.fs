namespace TrainingDynamics.Analytics

open System
open System.Buffers.Text
open System.Text
open TrainingDynamics.Logs

/// What a row has at one of its places.
[<RequireQualifiedAccess>]
type internal MetricsField =
    | Guid
    | Index
    /// Its place in the catalog.
    | Metric of int

/// The keys of a metrics file's rows in their order, each as the bytes before its value: `{"guid":`, `,"index":`.
[<NoEquality; NoComparison>]
type internal MetricsLayout =
    {
        Keys: byte[][]
        Fields: MetricsField[]
    }

/// Some rows of a metrics file, column by column, scanned from lines that all have one layout, without blanks and without
/// escapes, as programs write them. Says no to everything else, valid or not. Own code, because a general JSON reader takes
/// several times as long, which of a million rows is most of the time that a map of them takes.
[<Sealed>]
type internal MetricsLineBlock(layout: MetricsLayout) =
    // Integers up to 2^53 and powers of ten up to 22 are exact in a double, and so their quotient is rounded once only.
    static let exactDigits = 15

    static let powersOfTen =
        [|
            1e0
            1e1
            1e2
            1e3
            1e4
            1e5
            1e6
            1e7
            1e8
            1e9
            1e10
            1e11
            1e12
            1e13
            1e14
            1e15
        |]

    // A longer integer may not fit 64 bits.
    static let mostDigits = 18

    let entries = MetricCatalog.entries
    let mutable text: byte[] = Array.zeroCreate 0
    let mutable place = 0
    let mutable integer = 0L
    let mutable number = 0.0

    let isDigit (character: byte) =
        character >= byte '0' && character <= byte '9'

    let isBehindValue () =
        text[place] = byte ',' || text[place] = byte '}'

    let tryTake (expected: byte[]) =
        let isThere =
            text.AsSpan(place, min expected.Length (text.Length - place)).SequenceEqual(expected)

        if isThere then
            place <- place + expected.Length

        isThere

    let digits () =
        let first = place

        while isDigit text[place] do
            integer <- integer * 10L + int64 (text[place] - byte '0')
            place <- place + 1

        place - first

    let isNegative () =
        let isNegative = text[place] = byte '-'

        if isNegative then
            place <- place + 1

        isNegative

    let tryInteger () =
        let isNegative = isNegative ()
        let first = place
        integer <- 0L
        let count = digits ()

        if isNegative then
            integer <- -integer

        count > 0
        && count <= mostDigits
        && (count = 1 || text[first] <> byte '0')
        && isBehindValue ()

    // As JSON has it but for the exponent, which the library reads.
    let tryNumber () =
        let start = place
        let isNegative = isNegative ()
        let first = place
        integer <- 0L
        let whole = digits ()

        let decimals =
            if text[place] = byte '.' then
                place <- place + 1
                digits ()
            else
                0

        let isPlain =
            whole > 0
            && (whole = 1 || text[first] <> byte '0')
            && text[place - 1] <> byte '.'

        if isPlain && whole + decimals <= exactDigits && isBehindValue () then
            let magnitude = float integer / powersOfTen[decimals]
            number <- if isNegative then -magnitude else magnitude
            true
        else
            let mutable taken = 0

            let isNumber =
                isPlain
                && Utf8Parser.TryParse(ReadOnlySpan(text, start, text.Length - start), &number, &taken)

            place <- start + taken
            isNumber && isDigit text[place - 1] && isBehindValue ()

    let tryText () =
        let first = place + 1
        let isText = text[place] = byte '"'
        place <- first

        while isText
              && text[place] >= byte ' '
              && text[place] < 0x7Fuy
              && text[place] <> byte '"'
              && text[place] <> byte '\\' do
            place <- place + 1

        let isWhole = isText && text[place] = byte '"'
        place <- place + 1
        struct (isWhole && isBehindValue (), first, place - 1 - first)

    let nullText = "null"B
    let trueText = "true"B
    let falseText = "false"B

    let tryWord (entry: MetricEntry) =
        if entry.Missing = MissingValue.Null && tryTake nullText then
            number <- nan
            isBehindValue ()
        elif entry.Kind = MetricKind.Flag && tryTake trueText then
            number <- 1.0
            isBehindValue ()
        elif entry.Kind = MetricKind.Flag && tryTake falseText then
            number <- 0.0
            isBehindValue ()
        else
            false

    let tryMetric metric =
        let entry: MetricEntry = entries[metric]

        if text[place] >= byte 'a' then
            tryWord entry
        else
            match entry.Kind with
            | MetricKind.Number(least, greatest) ->
                tryNumber () && Double.IsFinite number && number >= least && number <= greatest
            | MetricKind.Count when tryInteger () ->
                match entry.Missing with
                | MissingValue.Number missing when integer = int64 missing -> number <- nan
                | _ -> number <- float integer

                integer >= 0L && integer <= int64 Int32.MaxValue
            | MetricKind.Count
            | MetricKind.Flag -> false

    /// [N], the rows' own.
    member val Guids: ExampleGuid[] = Array.zeroCreate 2048 with get, set

    /// [N], -1 where rows have none.
    member val Index: int[] = Array.zeroCreate 2048 with get, set

    /// [fields, N]; empty at guid and index.
    member val Values: float[][] = layout.Fields |> Array.map (fun _ -> Array.zeroCreate 2048) with get, set

    /// N, the number of rows.
    member val Count = 0 with get, set

    member private block.Grow() =
        let longer (values: 'a[]) : 'a[] =
            let longer = Array.zeroCreate (2 * values.Length)
            Array.Copy(values, longer, values.Length)
            longer

        block.Guids <- longer block.Guids
        block.Index <- longer block.Index
        block.Values <- block.Values |> Array.map longer

    member private block.TryField(field: int) =
        match layout.Fields[field] with
        | MetricsField.Metric metric when tryMetric metric ->
            block.Values[field][block.Count] <- number
            true
        | MetricsField.Index when tryInteger () && integer >= 0L && integer <= int64 Int32.MaxValue ->
            block.Index[block.Count] <- int integer
            true
        | MetricsField.Guid when text[place] = byte '"' ->
            let struct (isText, first, length) = tryText ()

            if isText then
                block.Guids[block.Count] <-
                    ExampleGuid.FromText(Encoding.ASCII.GetString(text, first, length))

            isText
        | MetricsField.Guid when tryInteger () ->
            block.Guids[block.Count] <- ExampleGuid.FromInteger integer
            true
        | _ -> false

    member private block.TryRow() =
        block.Index[block.Count] <- -1
        let mutable field = 0

        while field < layout.Fields.Length
              && tryTake layout.Keys[field]
              && block.TryField field do
            field <- field + 1

        let isRow =
            field = layout.Fields.Length
            && text[place] = byte '}'
            && text[place + 1] = byte '\n'

        place <- place + 2
        isRow

    /// The rows of whole lines: of `lines` from `start` to `stop`, with LineBlocks.Padding bytes behind. False for a no.
    member block.TryScan(lines: byte[], start: int, stop: int) =
        text <- lines
        place <- start
        block.Count <- 0
        let mutable isGood = true

        while isGood && place < stop do
            if block.Count = block.Guids.Length then
                block.Grow()

            isGood <- block.TryRow()
            block.Count <- block.Count + 1

        isGood
