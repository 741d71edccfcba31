namespace TrainingDynamics.Analytics

open System
open System.Buffers
open System.Collections.Generic
open System.IO
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module MetricsFile =

    let flushAbove = 1 <<< 16

    let writeRow (table: MetricsTable) row (buffer: IBufferWriter<byte>) =
        let key name =
            PandasJson.writeAscii $",\"{name}\":" buffer

        let guid = table.Guids[row]
        PandasJson.writeAscii "{\"guid\":" buffer

        if guid.IsInteger then
            PandasJson.writeInteger guid.Integer buffer
        else
            PandasJson.writeString (guid.ToString()) buffer

        key MetricsColumn.Index
        PandasJson.writeInteger table.Index[row] buffer
        key MetricsColumn.ThresholdCloseness
        PandasJson.writeNumber table.ThresholdCloseness[row] buffer
        key MetricsColumn.Confidence
        PandasJson.writeNumber table.Confidence[row] buffer
        key MetricsColumn.Variability
        PandasJson.writeNumber table.Variability[row] buffer
        key MetricsColumn.Correctness
        PandasJson.writeInteger table.Correctness[row] buffer

        match table.Forgetfulness with
        | Some forgetfulness ->
            key MetricsColumn.Forgetfulness
            PandasJson.writeInteger (Forgetfulness.toDisk forgetfulness[row]) buffer
        | None -> ()

        PandasJson.writeAscii "}\n" buffer

    let writeRows (table: MetricsTable) (stream: Stream) =
        let buffer = ArrayBufferWriter<byte>(2 * flushAbove)

        let flush () =
            stream.Write buffer.WrittenSpan
            buffer.ResetWrittenCount()

        for row in 0 .. table.Count - 1 do
            writeRow table row buffer

            if buffer.WrittenCount > flushAbove then
                flush ()

        flush ()

    let write (path: string) table =
        try
            WholeFile.Write(path, writeRows table)
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (RunFolderException($"{path} cannot be written: {e.Message}", e))

    let readBytes (path: string) =
        try
            File.ReadAllBytes path
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (LogFormatException(path, 0L, $"cannot be read: {e.Message}", e))

    let readRows path =
        let bytes = readBytes path
        let rows = ResizeArray<MetricsRow>()
        let seen = HashSet<ExampleGuid>()
        let mutable line = 0L
        let mutable start = 0

        while start < bytes.Length do
            let rest = ReadOnlySpan(bytes, start, bytes.Length - start)
            let newline = rest.IndexOf(byte '\n')
            let text = if newline < 0 then rest else rest.Slice(0, newline)
            let trimmed = text.Trim(" \t\r"B)
            line <- line + 1L
            start <- start + text.Length + 1

            if not trimmed.IsEmpty then
                let row = MetricsRow.parse path line trimmed

                if not (seen.Add row.Guid.Value) then
                    raise (
                        MetricsRow.fail
                            path
                            line
                            &row
                            "there twice in this file; a metrics file holds every example once"
                    )

                if rows.Count > 0 && (row.Forgetfulness < 0) <> (rows[0].Forgetfulness < 0) then
                    raise (
                        MetricsRow.fail
                            path
                            line
                            &row
                            "forgetfulness is in some rows only; expected it in all or in none"
                    )

                rows.Add row

        if rows.Count = 0 then
            raise (LogFormatException(path, 0L, "no record; a metrics file has one for every example"))

        rows.ToArray()

    let read path =
        let rows = readRows path

        let closeness (row: MetricsRow) =
            if Double.IsNaN row.ThresholdCloseness then
                row.Confidence * (1.0 - row.Confidence)
            else
                row.ThresholdCloseness

        {
            Guids = rows |> Array.map _.Guid.Value
            Index = rows |> Array.mapi (fun i row -> if row.Index < 0 then i else row.Index)
            Gold = None
            Epochs = None
            ThresholdCloseness = rows |> Array.map closeness
            Confidence = rows |> Array.map _.Confidence
            Variability = rows |> Array.map _.Variability
            Correctness = rows |> Array.map _.Correctness
            Forgetfulness =
                if rows[0].Forgetfulness < 0 then
                    None
                else
                    Some(rows |> Array.map (fun row -> Forgetfulness.ofDisk row.Forgetfulness))
        }

    let readOrCompute (path: string) =
        if File.Exists path then
            read path
        else
            (Metrics.ofRun Metrics.defaults path).Table
