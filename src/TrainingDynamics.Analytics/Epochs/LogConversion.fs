namespace TrainingDynamics.Analytics

open System
open System.IO
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module LogConversion =

    let convertFile (source: DynamicsFile) (target: string) =
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
