namespace TrainingDynamics.Analytics

/// How a data set's file writes its rows, as text.
[<RequireQualifiedAccess>]
type internal SourceFormat =
    /// Tabs, no quoting at all, as GLUE has it.
    | Tsv
    /// Commas, fields in double quotes where needed, in which a line may break.
    | Csv
    /// An array of JSON objects, by itself or as `data` of an object.
    | Json
    /// One JSON object a line.
    | JsonLines

    member format.IsObjects = format = SourceFormat.Json || format = SourceFormat.JsonLines

/// Where one row lies in the file's bytes.
[<Struct>]
type internal SourceRecord =
    {
        /// 1-based.
        Line: int64
        Start: int
        /// Behind the last byte of the row.
        End: int
        /// Behind the line end that follows; equal to End in a file that stops without one and in an array.
        Next: int
    }
