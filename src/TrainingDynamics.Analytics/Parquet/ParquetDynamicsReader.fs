namespace TrainingDynamics.Analytics

open System
open Parquet
open Parquet.Schema
open TrainingDynamics.Logs

/// Streams the records of one epoch from a Parquet file, a row group at a time: columns `guid` (integer or text), `gold`
/// (integer) and `logits` or `logits_epoch_N` (list of numbers); others are skipped.
[<Sealed>]
type internal ParquetDynamicsReader(file: DynamicsFile) =
    let path = file.Path
    let reader = ParquetTable.openFile path
    let fail problem : exn = LogFormatException(path, 0L, problem)

    let tryFind isWanted =
        reader.Schema.DataFields |> Array.tryFind (fun field -> isWanted field.Path[0])

    let find (name: string) isWanted =
        match tryFind isWanted with
        | Some field -> field
        | None ->
            let there = String.Join(", ", reader.Schema.Fields |> Seq.map _.Name)
            raise (fail $"no column {name}, expected guid, gold and logits; there are {there}")

    let checkEpoch () =
        let found = ParquetColumns.EpochOf reader.CustomMetadata

        if found.HasValue && found.Value <> file.Epoch then
            raise (
                fail
                    $"the file's name says epoch {file.Epoch} and its metadata epoch {reader.CustomMetadata[ParquetColumns.Epoch]}"
            )

    // The library makes the schema only when it is asked for it, and a damaged one fails there.
    let guidField, goldField, logitsField, deviceField =
        try
            ParquetTable.reading path (fun () ->
                checkEpoch ()

                find ParquetColumns.Guid (fun name -> name = ParquetColumns.Guid),
                find ParquetColumns.Gold (fun name -> name = ParquetColumns.Gold),
                find ParquetColumns.Logits (fun name -> ParquetColumns.IsLogits(name, file.Epoch)),
                tryFind (fun name -> name = ParquetColumns.Device))
        with _ ->
            ParquetTable.close reader
            reraise ()

    do
        if logitsField.MaxRepetitionLevel <> 1 then
            ParquetTable.close reader

            raise (
                fail
                    $"the column {logitsField.Path[0]} holds no lists, expected a list of numbers in every row"
            )

    let mutable nextGroup = 0
    let mutable guids: CellValue[] = [||] // [rows of the group]
    let mutable golds: CellValue[] = [||]
    let mutable rows: CellValue[][] = [||]
    let mutable devices: CellValue[] = [||] // of every row, or none
    let mutable row = -1
    let mutable line = 0L
    let mutable guid = ValueNone
    let mutable gold = -1
    let mutable score = nan
    let mutable logits: float32[] = [||] // [C]

    let error (problem: string) =
        match guid with
        | ValueSome(guid: ExampleGuid) -> LogFormatException(path, line, $"guid {guid}: {problem}")
        | ValueNone -> LogFormatException(path, line, problem)

    let unexpected (field: DataField) =
        raise (
            fail
                $"the column {field.Path[0]} is of type {field.ClrType.Name}, expected guid: integer or text, gold: integer, logits: list of numbers"
        )

    let readGroup () =
        ParquetTable.reading path (fun () ->
            use group = reader.OpenRowGroupReader nextGroup

            let column field =
                ParquetTable.column group field
                |> Option.defaultWith (fun () -> unexpected field)

            guids <- column guidField
            golds <- column goldField

            rows <-
                ParquetTable.lists group logitsField
                |> Option.defaultWith (fun () -> unexpected logitsField)

            devices <-
                deviceField
                |> Option.bind (ParquetTable.column group)
                |> Option.defaultValue [||])

        nextGroup <- nextGroup + 1
        row <- -1

        if golds.Length <> guids.Length || rows.Length <> guids.Length then
            raise (
                fail
                    $"{guids.Length} guids, {golds.Length} golds and {rows.Length} lists of logits, expected as many of each"
            )

    let guidOf value =
        match value with
        | CellValue.Integer integer -> ExampleGuid.FromInteger integer
        | CellValue.Text text -> ExampleGuid.FromText text
        | other -> raise (error $"guid is {other.Description}, expected a 64-bit integer or a string")

    let logitOf place value =
        let logit =
            match value with
            | CellValue.Number number -> float32 number
            | CellValue.Integer integer -> float32 integer
            | _ -> nanf

        if Single.IsFinite logit then
            logit
        else
            raise (error $"logit {place} is {value.Description}, expected a finite float32")

    let parse () =
        guid <- ValueNone
        guid <- ValueSome(guidOf guids[row])

        if rows[row].Length = 1 && rows[row][0] = CellValue.Missing then
            raise (error "the logits are empty")

        logits <- rows[row] |> Array.mapi logitOf

        let isRegression = logits.Length = 1

        score <-
            match golds[row] with
            | CellValue.Integer gold -> float gold
            | CellValue.Number score when isRegression && Double.IsFinite score -> score
            | other when isRegression ->
                raise (error $"gold is {other.Description}, expected a finite number")
            | other -> raise (error $"gold is {other.Description}, expected a class number")

        if not isRegression && score < 0.0 then
            raise (error $"gold is {score}, expected a class number")

        if not isRegression && score >= float logits.Length then
            raise (error $"gold is {score}, but there are logits for {logits.Length} classes")

        gold <- if isRegression then -1 else int score

    interface IDynamicsRecords with
        member _.Guid = guid |> ValueOption.defaultValue (ExampleGuid())
        member _.Logits = ReadOnlySpan logits
        member _.Gold = gold
        member _.Score = score
        member _.IsRegression = logits.Length = 1

        member _.Device =
            match Array.tryItem row devices with
            | Some(CellValue.Text device) -> device
            | _ -> null

        member _.Line = line
        member _.Error(problem: string) = error problem

        member _.Read() =
            while row + 1 >= guids.Length && nextGroup < reader.RowGroupCount do
                readGroup ()

            row <- row + 1

            if row < guids.Length then
                line <- line + 1L
                parse ()
                true
            else
                false

    interface IDisposable with
        member _.Dispose() = ParquetTable.close reader

/// The records of an epoch's file, by the format that its name says.
[<RequireQualifiedAccess>]
module DynamicsRecords =

    /// Raises LogFormatException when the file is missing or cannot be opened; of Parquet also when a column is missing.
    let read (file: DynamicsFile) : IDynamicsRecords =
        if LogFormatException.UnitOf file.Path = "row" then
            new ParquetDynamicsReader(file)
        else
            new DynamicsReader(file)
