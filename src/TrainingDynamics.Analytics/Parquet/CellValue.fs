namespace TrainingDynamics.Analytics

open System.Globalization

/// One value of a file that is read, before anything is known of what it should be.
[<Struct; RequireQualifiedAccess>]
type internal CellValue =
    | Missing
    | Integer of integer: int64
    | Number of number: float
    | Text of text: string
    | Flag of flag: bool
    /// An object or an array.
    | Nested

    /// As error messages say it.
    member value.Description =
        match value with
        | Missing -> "null"
        | Integer integer -> integer.ToString CultureInfo.InvariantCulture
        | Number number -> number.ToString CultureInfo.InvariantCulture
        | Text text -> $"'{text}'"
        | Flag flag -> if flag then "true" else "false"
        | Nested -> "a nested value"
