namespace TrainingDynamics.Analytics

open System
open System.IO
open System.Security.Cryptography
open TrainingDynamics.Logs

/// The rows of the data file of a run, whatever its format.
type internal SourceTable =
    {
        Path: string
        RowCount: int
        /// Of every row its guid.
        Guids: Lazy<string[]>
        /// In words: the column of the guids, or that the row number is the guid.
        GuidPlace: string
        /// None where the row number is the guid.
        GuidColumn: string option
        /// Of every row the text in a column.
        Column: string -> string[]
        /// Where a row stands, for messages.
        PlaceOf: int -> string
        /// Writes these rows, in this order, as they are, with what the file has around its rows.
        Write: int[] -> Stream -> unit
    }

/// A data file as a run's manifest records it.
[<RequireQualifiedAccess>]
module internal SourceTable =

    /// All its files: the shards where it has some.
    let paths (file: DataFileRecord) =
        match file.Layout with
        | NonNull layout when not (isNull layout.Shards) ->
            let folder = nonNull (Path.GetDirectoryName(Path.GetFullPath file.Path))
            [ for name in nonNull layout.Shards -> Path.Combine(folder, name) ]
        | _ -> [ file.Path ]

    /// Of the bytes of all its files, one after the other; 64 lower-case hex digits.
    let sha256 file =
        try
            use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256

            for path in paths file do
                use stream = File.OpenRead path
                let buffer = Array.zeroCreate<byte> 65536
                let mutable count = stream.Read(buffer, 0, buffer.Length)

                while count > 0 do
                    hash.AppendData(buffer, 0, count)
                    count <- stream.Read(buffer, 0, buffer.Length)

            Convert.ToHexStringLower(hash.GetHashAndReset())
        with
        | :? IOException
        | :? UnauthorizedAccessException as e ->
            raise (AnalyticsException($"{file.Path}: cannot be read: {e.Message}", e))

    /// Raises AnalyticsException when a file has gone or is not what the run read.
    let checkUnchanged (file: DataFileRecord) =
        match paths file |> List.tryFind (File.Exists >> not) with
        | Some missing ->
            raise (
                SourceFile.fail
                    missing
                    0L
                    "the run's training file is not there; give its path now (a relative one starts at the current folder)"
            )
        | None ->
            if sha256 file <> file.Sha256 then
                raise (
                    SourceFile.fail
                        file.Path
                        0L
                        "the file has changed since the run (its SHA-256 is not the manifest's), so its rows may be others"
                )

    let guidPlace column =
        match column with
        | Some column -> $"the column {column}"
        | None -> "the row number"

    // The objects of an array, with what lies between the first two of them.
    let writeObjects (file: SourceFile) (rows: int[]) (stream: Stream) =
        let records = file.Records

        let copy first last =
            stream.Write(file.Bytes, first, last - first)

        copy 0 records[0].Start

        rows
        |> Array.iteri (fun place row ->
            if place > 0 then
                copy records[0].End records[1].Start

            copy records[row].Start records[row].End)

        copy records[records.Length - 1].End file.Bytes.Length

    let writeLines (file: SourceFile) (rows: int[]) (stream: Stream) =
        let lineEnd = SourceFile.lineEnd file

        let copy first last (next: int) =
            stream.Write(file.Bytes, first, next - first)

            if next = last then
                stream.Write(lineEnd, 0, lineEnd.Length)

        match file.Header with
        // From the file's first byte, which may be a byte order mark's.
        | ValueSome header -> copy 0 header.End header.Next
        | ValueNone -> ()

        for row in rows do
            let record = file.Records[row]
            copy record.Start record.End record.Next

    let ofText (file: SourceFile) guidColumn =
        {
            Path = file.Path
            RowCount = file.Records.Length
            Guids = lazy (SourceFile.guids file guidColumn)
            GuidPlace = guidPlace guidColumn
            GuidColumn = guidColumn
            Column = fun column -> file.Records |> Array.map (SourceFile.text file column)
            PlaceOf = fun row -> $"line {file.Records[row].Line}"
            Write =
                if file.Format = SourceFormat.Json then
                    writeObjects file
                else
                    writeLines file
        }

    let ofParquet (file: DataFileRecord) guidColumn =
        let paths = paths file
        let count = ParquetSource.rowCount paths

        {
            Path = file.Path
            RowCount = count
            Guids =
                lazy
                    (match guidColumn with
                     | Some column -> ParquetSource.column paths column
                     | None -> Array.init count string)
            GuidPlace = guidPlace guidColumn
            GuidColumn = guidColumn
            Column = ParquetSource.column paths
            PlaceOf = fun row -> $"row {row}"
            Write = ParquetSource.write paths
        }

    /// As the manifest says that the run read it; else the format by the file's ending and the guids in the column of
    /// one of the usual names. Raises AnalyticsException, naming file and line.
    let read (file: DataFileRecord) =
        match file.Layout with
        | null ->
            let text = SourceFile.read file.Path
            ofText text (SourceFile.guidColumn text)
        | layout when layout.Format = "parquet" -> ofParquet file (Option.ofObj layout.Guid)
        | layout -> ofText (SourceFile.readRecorded file) (Option.ofObj layout.Guid)
