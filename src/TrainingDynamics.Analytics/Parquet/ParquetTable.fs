namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Threading
open Parquet
open Parquet.Data
open Parquet.Schema
open TrainingDynamics.Logs

/// Parquet files as columns. Parquet.Net is asynchronous throughout and nothing here has anything else to do, so every
/// call waits.
[<RequireQualifiedAccess>]
module internal ParquetTable =

    let wait (work: Tasks.Task) = work.GetAwaiter().GetResult()

    let result (work: Tasks.Task<'a>) = work.GetAwaiter().GetResult()

    let inTime (read: unit -> Tasks.ValueTask<'a>) = BoundedDecoding.Result read

    // A column without gaps is required and not optional, so that pandas reads its integers as integers.
    let fieldOf column =
        let field (clr: Type) optional =
            DataField(column.Title, clr, Nullable optional)

        let hasGaps values = values |> Array.exists Double.IsNaN

        match column.Cells with
        | ColumnValues.Guids guids when guids |> Array.forall _.IsInteger -> field typeof<int64> false
        | ColumnValues.Guids _
        | ColumnValues.Texts _ -> field typeof<string> true
        | ColumnValues.Counts values -> field typeof<int64> (hasGaps values)
        | ColumnValues.Numbers values -> field typeof<float> (hasGaps values)
        | ColumnValues.Flags _ -> field typeof<bool> false

    let writeColumn (group: ParquetRowGroupWriter) (field: DataField) values =
        let plain (values: 'a[]) =
            group.WriteAsync(field, ReadOnlyMemory values)

        let gaps (convert: float -> 'a) (values: float[]) =
            values
            |> Array.map (fun value ->
                if Double.IsNaN value then
                    Nullable()
                else
                    Nullable(convert value))
            |> fun values -> group.WriteAsync<'a>(field, ReadOnlyMemory values)

        match values with
        | ColumnValues.Guids guids when field.IsNullable -> group.WriteAsync(field, guids |> Array.map string)
        | ColumnValues.Guids guids -> guids |> Array.map _.Integer |> plain
        | ColumnValues.Texts texts -> group.WriteAsync(field, texts)
        | ColumnValues.Counts values when field.IsNullable -> values |> gaps int64
        | ColumnValues.Counts values -> values |> Array.map int64 |> plain
        | ColumnValues.Numbers values when field.IsNullable -> values |> gaps id
        | ColumnValues.Numbers values -> plain values
        | ColumnValues.Flags values -> plain values
        |> wait

    /// Integer guids become 64-bit integers when all are, else text; counts 64-bit integers, numbers doubles; where a
    /// value is missing null. columns: at least one, all of the same length.
    let writeSeekable (columns: TableColumn[]) (stream: Stream) =
        let fields = columns |> Array.map fieldOf

        let writer =
            ParquetWriter.CreateAsync(
                ParquetSchema(fields |> Array.map (fun field -> field :> Field)),
                stream
            )
            |> result

        using (writer.CreateRowGroup()) (fun group ->
            Array.iter2 (fun field column -> writeColumn group field column.Cells) fields columns
            group.CompleteValidate())

        writer.DisposeAsync().AsTask() |> wait

    /// The same to any stream; the library asks for the place in it, which a pipe does not know.
    let write columns (stream: Stream) =
        if stream.CanSeek then
            writeSeekable columns stream
        else
            use whole = new MemoryStream()
            writeSeekable columns whole
            whole.WriteTo stream

    /// What `read` raises about the file's bytes becomes a LogFormatException that names the file.
    let reading (path: string) (read: unit -> 'a) =
        try
            read ()
        with
        | :? LogFormatException -> reraise ()
        | :? UnauthorizedAccessException
        | :? FileNotFoundException
        | :? DirectoryNotFoundException as e ->
            raise (LogFormatException(path, 0L, $"cannot be opened: {e.Message}", e))
        // Damaged bytes reach the library's decoders, which then fail in whatever way their arithmetic does.
        | e ->
            let message = e.Message.ReplaceLineEndings " "

            raise (
                LogFormatException(
                    path,
                    0L,
                    $"no readable Parquet ({message}), expected a whole file with data pages of version 1; get or write it again",
                    e
                )
            )

    let openFile (path: string) =
        reading path (fun () ->
            // By the path the library would leave the file open where it refuses it.
            let stream =
                try
                    RegularFile.Open path
                with :? IOException as e ->
                    raise (LogFormatException(path, 0L, $"cannot be opened: {e.Message}", e))

            try
                inTime (fun () ->
                    Tasks.ValueTask<ParquetReader>(
                        ParquetReader.CreateAsync(stream, leaveStreamOpen = false)
                    ))
            with _ ->
                stream.Dispose()
                reraise ())

    let close (reader: ParquetReader) = reader.DisposeAsync().AsTask() |> wait

    let values (convert: 'a -> CellValue) (field: DataField) (raw: RawColumnData<'a>) =
        if field.MaxDefinitionLevel > 0 then
            [|
                for value in raw.NullableValues do
                    if value.HasValue then
                        convert value.Value
                    else
                        CellValue.Missing
            |]
        else
            raw.Values.ToArray() |> Array.map convert

    /// All values of a column of a row group, of a list the elements of all rows; a missing or empty list gives one
    /// missing value. None for a type that is neither number, text nor truth value.
    let column (group: ParquetRowGroupReader) (field: DataField) =
        use raw = inTime (fun () -> group.ReadRawColumnDataBaseAsync field)
        let integer convert = convert >> CellValue.Integer

        match raw with
        | :? RawColumnData<int64> as raw -> Some(values CellValue.Integer field raw)
        | :? RawColumnData<int> as raw -> Some(values (integer int64) field raw)
        | :? RawColumnData<int16> as raw -> Some(values (integer int64) field raw)
        | :? RawColumnData<sbyte> as raw -> Some(values (integer int64) field raw)
        | :? RawColumnData<byte> as raw -> Some(values (integer int64) field raw)
        | :? RawColumnData<uint16> as raw -> Some(values (integer int64) field raw)
        | :? RawColumnData<uint32> as raw -> Some(values (integer int64) field raw)
        | :? RawColumnData<float> as raw -> Some(values CellValue.Number field raw)
        | :? RawColumnData<float32> as raw -> Some(values (float >> CellValue.Number) field raw)
        | :? RawColumnData<bool> as raw -> Some(values CellValue.Flag field raw)
        | :? RawColumnData<ReadOnlyMemory<char>> as raw -> Some(values (string >> CellValue.Text) field raw)
        | _ -> None

    /// The same of a list, row by row.
    let lists (group: ParquetRowGroupReader) (field: DataField) =
        match column group field with
        | None -> None
        | Some values ->
            use raw = inTime (fun () -> group.ReadRawColumnDataBaseAsync field)
            let levels = raw.RepetitionLevels.ToArray() // 0 where a row begins

            let starts =
                [|
                    for place in 0 .. levels.Length - 1 do
                        if levels[place] = 0 then
                            place

                    levels.Length
                |]

            Some(
                starts
                |> Array.pairwise
                |> Array.map (fun (first, next) -> values[first .. next - 1])
            )
