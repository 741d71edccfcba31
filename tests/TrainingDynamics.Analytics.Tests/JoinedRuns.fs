module TrainingDynamics.Analytics.Tests.JoinedRuns

open System
open System.IO
open System.Text.Json.Nodes
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs

let rows = [ for i in 0..19 -> $"text {i}", (if i % 3 = 0 then "bad" else "good") ]

let csvOf rows =
    String.Join("\n", "text,label" :: [ for text, label in rows -> $"{text},{label}" ])
    + "\n"

/// A run over a file, of two epochs; what it makes of an example depends on its text alone.
let run (folder: string) name (csv: string) (withExamples: bool) =
    let source = Path.Combine(folder, name + ".csv")
    File.WriteAllText(source, csv)
    let data = OwnFiles.Load(OwnFilesRequest(source, source)).Train
    let place = RunFolder(Path.Combine(folder, name))

    let record epoch (example: Example) : TestLog.Record =
        let margin =
            float32 ((31 * Seq.sumBy int example.Text + 7 * epoch) % 97) / 30.0f - 1.0f

        let logits =
            [
                for label in 0 .. data.LabelNames.Count - 1 ->
                    if label = int example.Gold then margin else 0.0f
            ]

        let guid =
            if data.HasIntegerGuids then
                example.Guid
            else
                $"\"{example.Guid}\""

        guid, logits, int example.Gold

    TestLog.write
        place.Path
        [
            for epoch in 0..1 -> [ for example in data.Examples -> record epoch example ]
        ]
    |> ignore

    RunManifest(
        Task = name,
        Model = "m",
        Started = DateTime.UnixEpoch,
        Seed = 1,
        Device = "cpu",
        Recording = "made up",
        LabelNames = data.LabelNames,
        DataFiles =
            [|
                DataFileRecord(
                    "train",
                    source,
                    data.Sha256,
                    data.Examples.Count,
                    Layout = DataFileLayouts.Of data
                )
            |],
        Options = JsonObject(),
        Versions = Collections.Generic.Dictionary()
    )
        .Write(place.ManifestPath)

    if withExamples then
        WholeFile.Write(place.ExamplesPath, (fun stream -> ExamplesFile.Write(data, stream)))

    place.Path

let compared a b = Comparison.ofRuns 0.33 a b

let inFolder = TestFolders.inTemporary
