namespace TrainingDynamics.Analytics

open System
open System.Globalization
open System.IO
open System.Text
open System.Text.Encodings.Web
open System.Text.Json
open TrainingDynamics.Logs

/// Tables on disk, the format by the file's ending. Own code for CSV and JSON lines, because Deedle's writers neither
/// keep integer guids apart from strings nor print floats so that reading gives the same number.
[<RequireQualifiedAccess>]
module internal TableFile =

    let jsonOptions =
        JsonWriterOptions(Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)

    let columnsOf columns =
        columns
        |> List.map (fun (name, values) -> { Title = name; Cells = values })
        |> Array.ofList

    /// Whole numbers that are never missing.
    let counts (values: int[]) =
        ColumnValues.Counts(values |> Array.map float)

    /// Rows or lines of the examples; missing where `placeOf` knows none.
    let places (placeOf: ExampleGuid -> int option) (guids: ExampleGuid[]) =
        guids
        |> Array.map (placeOf >> Option.map float >> Option.defaultValue nan)
        |> ColumnValues.Counts

    let countOf column =
        match column.Cells with
        | ColumnValues.Guids values -> values.Length
        | ColumnValues.Texts values -> values.Length
        | ColumnValues.Counts values
        | ColumnValues.Numbers values -> values.Length
        | ColumnValues.Flags values -> values.Length

    let invariant = CultureInfo.InvariantCulture

    let numberText (format: string) (value: float) =
        if Double.IsNaN value then
            ""
        else
            value.ToString(format, invariant)

    let cellText field column row =
        match column.Cells with
        | ColumnValues.Guids values -> field (string values[row])
        | ColumnValues.Texts values -> field values[row]
        | ColumnValues.Counts values -> numberText "0" values[row]
        | ColumnValues.Numbers values -> numberText "R" values[row]
        | ColumnValues.Flags values -> if values[row] then "true" else "false"

    let writeSeparated (separator: char) (columns: TableColumn[]) (stream: Stream) =
        let field = MetricsText.field separator
        use writer = new StreamWriter(stream, UTF8Encoding false, -1, true)
        writer.Write(String.Join(separator, columns |> Array.map _.Title) + "\n")

        for row in 0 .. countOf columns[0] - 1 do
            writer.Write(
                String.Join(separator, columns |> Array.map (fun column -> cellText field column row))
                + "\n"
            )

    let writeValue (json: Utf8JsonWriter) column row =
        json.WritePropertyName column.Title

        match column.Cells with
        | ColumnValues.Guids values when values[row].IsInteger -> json.WriteNumberValue values[row].Integer
        | ColumnValues.Guids values -> json.WriteStringValue(string values[row])
        | ColumnValues.Texts values -> json.WriteStringValue values[row]
        | ColumnValues.Counts values
        | ColumnValues.Numbers values when Double.IsNaN values[row] -> json.WriteNullValue()
        | ColumnValues.Counts values -> json.WriteNumberValue(int64 values[row])
        | ColumnValues.Numbers values -> json.WriteNumberValue values[row]
        | ColumnValues.Flags values -> json.WriteBooleanValue values[row]

    let writeJsonLines (columns: TableColumn[]) (stream: Stream) =
        use json = new Utf8JsonWriter(stream, jsonOptions)

        for row in 0 .. countOf columns[0] - 1 do
            json.WriteStartObject()
            columns |> Array.iter (fun column -> writeValue json column row)
            json.WriteEndObject()
            json.Flush()
            stream.WriteByte(byte '\n')
            json.Reset()

    let writerFor (format: string | null) (path: string) =
        match WholeFile.EndingOf(path, ".csv", format) with
        | ".csv" -> writeSeparated ','
        | ".tsv" -> writeSeparated '\t'
        | ".jsonl" -> writeJsonLines
        | ".parquet" -> ParquetTable.write
        | other ->
            refuse
                $"{path}: found a name that ends in '{other}', expected .csv, .tsv, .jsonl or .parquet to know what to write"

    /// format: an ending without its dot, null for the path's; columns: at least one, all of the same length. The file
    /// appears under its name only when it is whole. Raises AnalyticsException for another ending and when the place
    /// cannot be written to.
    let writeAs format (path: string) (columns: TableColumn[]) =
        let writer = writerFor format path

        Files.guard
            (fun e -> AnalyticsException($"{WholeFile.NameOf path} cannot be written: {e.Message}", e))
            (fun () -> WholeFile.Write(path, writer columns))
