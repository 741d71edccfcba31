namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

/// Epochs' files from one format into another.
[<RequireQualifiedAccess>]
module LogConversion =

    let private convertFile (source: DynamicsFile) (target: string) =
        use blocks = DynamicsBlocks.Open source
        use file = RecordFile.Create(target, source.Epoch)
        let records = RecordBlock(withDevices = true)

        for block in 0 .. blocks.Count - 1 do
            blocks.Read(block, records)

            for record in 0 .. records.Count - 1 do
                file.Append(
                    records.Guid record,
                    records.LogitsOf record,
                    records.Score record,
                    records.Device record
                )

        file.Finish()
        file.Publish()

    /// Writes every epoch of a run folder or its training_dynamics folder again in `format`, as `td train` writes it, into
    /// `outputFolder` or, where that is null, beside the logs, and returns the files' paths by epoch. Each appears when it is
    /// whole. Of an epoch that is there in both formats the other one is read. Logits are the same float32 numbers.
    /// Raises AnalyticsException when a file is there already, unless `overwrite`, or `format` is both, LogFormatException
    /// for logs that cannot be read and for guids of both kinds in one file, of which Parquet has no column.
    let convert (run: string) format (outputFolder: string | null) overwrite =
        let source =
            match format with
            | LogFormat.Parquet -> LogFormat.Jsonl
            | LogFormat.Jsonl -> LogFormat.Parquet
            | other -> raise (AnalyticsException $"found format {other}, expected Jsonl or Parquet")

        let files =
            [|
                for file in DynamicsFile.Find(run, source) do
                    let folder =
                        match outputFolder with
                        | null -> nonNull (Path.GetDirectoryName file.Path)
                        | folder -> folder

                    file, Path.Combine(folder, DynamicsFile.NameOf(file.Epoch, format))
            |]

        // Before anything is written, so that a refusal leaves no half of a run.
        for _, path in files do
            match FileStatus.Of(path).Kind with
            | FileKind.Missing
            | FileKind.Regular -> ()
            | _ ->
                raise (
                    AnalyticsException
                        $"{path}: what is there is no regular file, expected one or none; remove it, or pass another --output-dir"
                )

        if not overwrite then
            match files |> Array.map snd |> Array.tryFind File.Exists with
            | Some path ->
                raise (
                    AnalyticsException
                        $"{path} is there already; pass --overwrite to replace it, or another --output-dir"
                )
            | None -> ()

        let convertAt () place =
            files[place] ||> convertFile
            true

        OrderedWork.run files.Length ignore (Func<_, _, _>(convertAt)) (Func<_, _, _>(fun () _ -> true))
        |> ignore

        files |> Array.map snd
