namespace TrainingDynamics.Analytics

/// How a data set's file writes its rows.
[<RequireQualifiedAccess>]
type internal SourceFormat =
    /// A header, tabs, no quoting at all, as GLUE has it.
    | Tsv
    /// A header, commas, fields in double quotes where needed, in which a line may break.
    | Csv
    /// One JSON object a line.
    | JsonLines

/// Where one row lies in the file's bytes.
[<Struct>]
type internal SourceRecord =
    {
        /// 1-based.
        Line: int64
        Start: int
        /// Behind the last byte of the row.
        End: int
        /// Behind the line end that follows; equal to End in a file that stops without one.
        Next: int
    }
