namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// One thread's part of a metrics file.
[<Sealed>]
type internal MetricsLineBlock(path: string, lines: LineBlocks) =
    let mutable text: byte[] = Array.zeroCreate 0
    let mutable block = 0
    let mutable place = 0
    let mutable firstPlace = 0
    let row = MetricsRow(path, fun () -> lines.LineAt(block, text, place))
    let reader = MetricsRowReader row
    let mutable rows = MetricsFileRows()

    // Byte literals make a new array wherever they stand, so this stands here, outside of the loop over the lines.
    let blanks = " \t\r"B

    // Most lines have none around them.
    let isBare (line: ReadOnlySpan<byte>) =
        line.Length > 1 && line[0] = byte '{' && line[line.Length - 1] = byte '}'

    /// Of the block that was read last.
    member _.Rows = rows

    /// An error at the first of them.
    member _.ErrorAtFirst(problem: string) : exn =
        LogFormatException(path, lines.LineAt(block, text, firstPlace), $"guid {rows.Guids[0]}: {problem}")

    /// Reads the lines that begin in a block; blank ones are skipped.
    member _.Read(number: int) =
        let mutable start = 0
        let mutable stop = 0
        lines.Read(number, &text, &start, &stop)
        block <- number
        rows <- MetricsFileRows()

        while start < stop do
            let rest = ReadOnlySpan(text, start, stop - start)
            let line = rest.Slice(0, rest.IndexOf(byte '\n'))
            let trimmed = if isBare line then line else line.Trim(ReadOnlySpan blanks)
            place <- start
            start <- start + line.Length + 1

            if not trimmed.IsEmpty then
                reader.Parse trimmed

                if rows.Count = 0 then
                    firstPlace <- place

                rows.Add row

/// A metrics file of JSON lines, read on all cores.
[<RequireQualifiedAccess>]
module internal MetricsLines =

    // The line of a row that turned out to be wrong when all were read.
    let lineOf (lines: LineBlocks) row =
        let mutable text: byte[] = Array.zeroCreate 0
        let mutable start = 0
        let mutable stop = 0
        let mutable block = 0
        let mutable line = 0L
        let mutable rows = -1

        while rows < row do
            lines.Read(block, &text, &start, &stop)
            block <- block + 1

            while rows < row && start < stop do
                let rest = ReadOnlySpan(text, start, stop - start)
                let next = rest.IndexOf(byte '\n')

                rows <-
                    if rest.Slice(0, next).Trim(" \t\r"B).IsEmpty then
                        rows
                    else
                        rows + 1

                line <- line + 1L
                start <- start + next + 1

        line

    /// Adds all rows to `rows`. Raises LogFormatException that names file, line and, once known, guid.
    let read path (lines: LineBlocks) (rows: MetricsFileRows) =

        let prepare (part: MetricsLineBlock) block =
            part.Read block
            true

        let finish (part: MetricsLineBlock) _ =
            rows.Append(part.Rows, part.ErrorAtFirst)
            true

        OrderedWork.run
            lines.Count
            (fun () -> MetricsLineBlock(path, lines))
            (Func<_, _, _>(prepare))
            (Func<_, _, _>(finish))
        |> ignore
