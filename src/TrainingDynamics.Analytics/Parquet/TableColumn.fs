namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// The values of one column [N].
[<RequireQualifiedAccess>]
type internal ColumnValues =
    | Guids of ExampleGuid[]
    | Texts of string[]
    /// Whole numbers; NaN where there is none.
    | Counts of float[]
    /// NaN where there is none.
    | Numbers of float[]
    | Flags of bool[]

/// A column of a table that is written as CSV, JSON lines or Parquet.
type internal TableColumn = { Title: string; Cells: ColumnValues }
