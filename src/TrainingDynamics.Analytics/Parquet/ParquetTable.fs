namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

/// Tables as Parquet.
[<RequireQualifiedAccess>]
module internal ParquetTable =

    // A column without gaps is required and not optional, so that pandas reads its integers as integers.
    let valuesOf column : Array =
        let numbers (convert: float -> 'a) (values: float[]) : Array =
            if values |> Array.exists Double.IsNaN then
                values
                |> Array.map (fun value ->
                    if Double.IsNaN value then
                        Nullable()
                    else
                        Nullable(convert value))
                :> Array
            else
                Array.map convert values

        match column.Cells with
        | ColumnValues.Guids guids when guids |> Array.forall _.IsInteger ->
            guids |> Array.map _.Integer :> Array
        | ColumnValues.Guids guids -> guids |> Array.map string :> Array
        | ColumnValues.Texts texts -> texts
        | ColumnValues.Counts values -> numbers int64 values
        | ColumnValues.Numbers values -> numbers id values
        | ColumnValues.Flags values -> values

    /// Integer guids become 64-bit integers when all are, else text; counts 64-bit integers, numbers doubles; where a
    /// value is missing null. columns: at least one, all of the same length.
    let write (columns: TableColumn[]) (stream: Stream) =
        let columns =
            columns |> Array.map (fun column -> struct (column.Title, valuesOf column))

        ParquetTableWriter.Write(columns, stream)
