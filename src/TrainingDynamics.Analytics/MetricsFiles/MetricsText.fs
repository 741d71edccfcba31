namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

/// A table as lines of text, JSON or CSV: what both have in common.
[<RequireQualifiedAccess>]
module internal MetricsText =

    // Some 64 kB of text, which the cache holds.
    let rowsAtOnce = 1 <<< 9

    /// A metric's value as JSON has it; CSV differs where there is none.
    let writeValue (entry: MetricEntry) missing value buffer =
        if Double.IsNaN value then
            match entry.Missing with
            | MissingValue.Number number -> PandasJson.writeInteger number buffer
            | MissingValue.Null
            | MissingValue.Never -> PandasJson.writeAscii missing buffer
        else
            match entry.Kind with
            | MetricKind.Number _ -> PandasJson.writeNumber value buffer
            | MetricKind.Count -> PandasJson.writeInteger (int64 value) buffer
            | MetricKind.Flag -> PandasJson.writeAscii (if value = 0.0 then "false" else "true") buffer

    let guidKey = "{\"guid\":"B
    let indexKey = ",\"index\":"B
    let rowEnd = "}\n"B

    let writeJsonRow (table: MetricsTable) (columns: (byte[] * MetricEntry * float[])[]) row buffer =
        let guid = table.Guids[row]
        PandasJson.writeBytes guidKey buffer

        if guid.IsInteger then
            PandasJson.writeInteger guid.Integer buffer
        else
            PandasJson.writeString (guid.ToString()) buffer

        PandasJson.writeBytes indexKey buffer
        PandasJson.writeInteger table.Index[row] buffer

        for key, entry, values in columns do
            PandasJson.writeBytes key buffer
            writeValue entry "null" values[row] buffer

        PandasJson.writeBytes rowEnd buffer

    // RFC 4180: quotes around a field only where it needs them, inner quotes doubled.
    let field (separator: char) (text: string) =
        if text.Contains separator || text.AsSpan().IndexOfAny("\"\r\n") >= 0 then
            "\"" + text.Replace("\"", "\"\"") + "\""
        else
            text

    let writeSeparatedRow
        (separator: char)
        (table: MetricsTable)
        (columns: (MetricEntry * float[])[])
        row
        buffer
        =
        let mark = string separator
        PandasJson.writeUtf8 (field separator (table.Guids[row].ToString())) buffer
        PandasJson.writeAscii mark buffer
        PandasJson.writeInteger table.Index[row] buffer

        for entry, values in columns do
            PandasJson.writeAscii mark buffer
            writeValue entry "" values[row] buffer

        PandasJson.writeAscii "\n" buffer

    /// Raises RunFolderException when the place cannot be written to.
    let writeWhole path write = Files.write path true write

    /// Appends a table's rows, which are written on all cores, to a stream; `first` writes what stands before them.
    let append (table: MetricsTable) first writeRow (stream: Stream) =
        let pieces = (table.Count + rowsAtOnce - 1) / rowsAtOnce

        let prepare (text: Utf8Text) piece =
            text.Length <- 0

            if piece = 0 then
                first text

            for row in piece * rowsAtOnce .. min table.Count ((piece + 1) * rowsAtOnce) - 1 do
                writeRow row text

            true

        let finish (text: Utf8Text) _ =
            stream.Write(text.Bytes, 0, text.Length)
            true

        OrderedWork.run (max 1 pieces) Utf8Text (Func<_, _, _>(prepare)) (Func<_, _, _>(finish))
        |> ignore
