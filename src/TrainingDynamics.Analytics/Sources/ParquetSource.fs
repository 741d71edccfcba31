namespace TrainingDynamics.Analytics

open System
open System.IO
open Parquet
open Parquet.Schema
open TrainingDynamics.Logs

/// A data set in Parquet, its shards taken as one.
[<RequireQualifiedAccess>]
module internal ParquetSource =

    /// What `read` raises, as AnalyticsException.
    let reading path (read: unit -> 'a) =
        try
            ParquetTable.reading path read
        with :? LogFormatException as e ->
            raise (AnalyticsException(e.Message, e))

    /// Calls `visit` on each row group of each shard, in order.
    let groups paths (visit: ParquetReader -> ParquetRowGroupReader -> 'a) =
        [|
            for path in paths do
                yield!
                    reading path (fun () ->
                        let reader = ParquetTable.openFile path

                        try
                            [|
                                for place in 0 .. reader.RowGroupCount - 1 do
                                    use group = reader.OpenRowGroupReader place
                                    visit reader group
                            |]
                        finally
                            ParquetTable.close reader)
        |]

    let fieldNamed (path: string) name (reader: ParquetReader) =
        let simple =
            reader.Schema.DataFields
            |> Array.filter (fun field -> field.MaxRepetitionLevel = 0)

        match simple |> Array.tryFind (fun field -> field.Path[0] = name) with
        | Some field -> field
        | None ->
            let known = String.Join(", ", simple |> Array.map _.Path[0])
            raise (AnalyticsException $"{path}: found no {name}, expected it among the columns {known}")

    let textOf value =
        match value with
        | CellValue.Missing -> ""
        | CellValue.Text text -> text
        | CellValue.Flag flag -> string flag
        | other -> other.Description

    let schema (path: string) =
        reading path (fun () ->
            let reader = ParquetTable.openFile path
            let found = reader.Schema, reader.CustomMetadata
            ParquetTable.close reader
            found)

    /// Names of the columns that are no lists and no structures.
    let simpleColumns path =
        (fst (schema path)).Fields
        |> Seq.filter (fun field ->
            match field with
            | :? DataField as data -> not data.IsArray
            | _ -> false)
        |> Seq.map _.Name
        |> Array.ofSeq

    let rowCount paths =
        groups paths (fun _ group -> int group.RowCount) |> Array.sum

    /// The values of a column as text, a missing one empty. Raises AnalyticsException when there is no such column or it
    /// is of another type than text, numbers or truth values.
    let column (paths: string list) (name: string) : string[] =
        groups paths (fun reader group ->
            let field = fieldNamed paths.Head name reader

            match ParquetTable.column group field with
            | Some values -> values |> Array.map textOf
            | None ->
                raise (
                    AnalyticsException
                        $"{paths.Head}: the column {name} is of type {field.ClrType.Name}, expected text, numbers or truth values"
                ))
        |> Array.concat

    // The values of the rows of one column, handed to the writer as they were read.
    let copied<'a, 'b when 'b: struct and 'b :> ValueType and 'b: (new: unit -> 'b)>
        (read: ParquetRowGroupReader -> 'a[] -> Threading.Tasks.ValueTask)
        (write: ParquetRowGroupWriter -> 'a[] -> Threading.Tasks.Task)
        paths
        (rows: int[])
        =
        let all =
            groups paths (fun _ group ->
                let values = Array.zeroCreate<'a>(int group.RowCount)
                (read group values).AsTask() |> ParquetTable.wait
                values)
            |> Array.concat

        fun (writer: ParquetRowGroupWriter) ->
            write writer (rows |> Array.map (fun row -> all[row])) |> ParquetTable.wait

    let numbers<'a when 'a: struct and 'a :> ValueType and 'a: (new: unit -> 'a)>
        (field: DataField)
        paths
        rows
        =
        if field.IsNullable then
            copied<Nullable<'a>, 'a>
                (fun group values -> group.ReadAsync<'a>(field, Memory<Nullable<'a>> values))
                (fun writer values -> writer.WriteAsync<'a>(field, ReadOnlyMemory<Nullable<'a>> values))
                paths
                rows
        else
            copied<'a, 'a>
                (fun group values -> group.ReadAsync<'a>(field, Memory<'a> values))
                (fun writer values -> writer.WriteAsync<'a>(field, ReadOnlyMemory<'a> values))
                paths
                rows

    let writerOf paths rows (field: DataField) =
        match field.ClrType with
        | _ when field.MaxRepetitionLevel > 0 -> None
        | clr when clr = typeof<string> || clr = typeof<ReadOnlyMemory<char>> ->
            copied<string, int>
                (fun group values -> group.ReadAsync(field, Memory<string> values))
                (fun writer values -> writer.WriteAsync(field, values))
                paths
                rows
            |> Some
        | clr when clr = typeof<bool> -> Some(numbers<bool> field paths rows)
        | clr when clr = typeof<sbyte> -> Some(numbers<sbyte> field paths rows)
        | clr when clr = typeof<byte> -> Some(numbers<byte> field paths rows)
        | clr when clr = typeof<int16> -> Some(numbers<int16> field paths rows)
        | clr when clr = typeof<uint16> -> Some(numbers<uint16> field paths rows)
        | clr when clr = typeof<int> -> Some(numbers<int> field paths rows)
        | clr when clr = typeof<uint32> -> Some(numbers<uint32> field paths rows)
        | clr when clr = typeof<int64> -> Some(numbers<int64> field paths rows)
        | clr when clr = typeof<uint64> -> Some(numbers<uint64> field paths rows)
        | clr when clr = typeof<float32> -> Some(numbers<float32> field paths rows)
        | clr when clr = typeof<float> -> Some(numbers<float> field paths rows)
        | clr when clr = typeof<DateTime> -> Some(numbers<DateTime> field paths rows)
        | _ -> None

    /// Writes these rows, in this order, with the columns, types and metadata of the first shard. Raises
    /// AnalyticsException when a column is a list, a structure or of a type that is none of numbers, text, truth values
    /// and times.
    let write (paths: string list) (rows: int[]) (stream: Stream) =
        let schema, metadata = schema paths.Head

        let columns =
            schema.Fields
            |> Seq.map (fun field ->
                match field with
                | :? DataField as data -> writerOf paths rows data
                | _ -> None
                |> Option.defaultWith (fun () ->
                    raise (
                        AnalyticsException
                            $"{paths.Head}: the column {field.Name} is of type {field.SchemaType}, expected only numbers, \
                              text, truth values and times to write rows out again; remove it or convert the file to .jsonl"
                    )))
            |> Array.ofSeq

        let writer = ParquetWriter.CreateAsync(schema, stream) |> ParquetTable.result
        writer.CustomMetadata <- metadata

        using (writer.CreateRowGroup()) (fun group ->
            for write in columns do
                write group

            group.CompleteValidate())

        writer.DisposeAsync().AsTask() |> ParquetTable.wait
