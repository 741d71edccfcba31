namespace TrainingDynamics.Analytics.Tests

open System.Globalization
open System.IO
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

/// Small dynamics logs, written as text so that the tests do not depend on the writer.
module TestLog =

    /// guid as JSON, logits, gold.
    type Record = string * float32 list * int

    /// The guid, logits and gold of each record of a file.
    let recordsOf (file: DynamicsFile) =
        use blocks = DynamicsBlocks.Open file
        let records = RecordBlock()

        [|
            for block in 0 .. blocks.Count - 1 do
                blocks.Read(block, records)

                for record in 0 .. records.Count - 1 do
                    records.Guid record, records.LogitsOf(record).ToArray(), records.Golds[record]
        |]

    let line epoch (guid, logits: float32 list, gold: int) =
        let numbers =
            logits
            |> List.map (fun z -> (float z).ToString("R", CultureInfo.InvariantCulture))

        $"{{\"guid\": {guid}, \"logits_epoch_{epoch}\": [{System.String.Join(',', numbers)}], \"gold\": {gold}}}"

    let pathOf folder epoch =
        Path.Combine(folder, "training_dynamics", $"dynamics_epoch_{epoch}.jsonl")

    /// Writes the run's epochs under `folder`; returns it.
    let write folder (epochs: Record list list) =
        Directory.CreateDirectory(Path.Combine(folder, "training_dynamics")) |> ignore

        epochs
        |> List.iteri (fun epoch records ->
            File.WriteAllLines(pathOf folder epoch, records |> List.map (line epoch)))

        folder

    /// Five epochs of ten examples, of which each epoch has four that the one before lacks, in its first lines; 13 digits a guid.
    let ofDifferentExamples: Record list list =
        [
            for epoch in 0..4 ->
                [
                    for example in 4 * epoch + 9 .. -1 .. 4 * epoch ->
                        $"{2115631346111L + 1000003L * int64 example}",
                        [ 0.5f; float32 example; -0.25f ],
                        example % 3
                ]
        ]

    /// Two classes, one example, gold 0: correct in the epochs given as true.
    let ofCorrectness (trend: bool list) : Record list list =
        trend
        |> List.map (fun isCorrect -> [ "0", (if isCorrect then [ 1.0f; -1.0f ] else [ -1.0f; 1.0f ]), 0 ])

    /// Runs the metrics on a log written to a temporary folder.
    let metricsOf options epochs =
        let mutable result = Unchecked.defaultof<RunMetrics>
        TestFolders.inTemporary (fun folder -> result <- write folder epochs |> Metrics.ofRun options)
        result

    /// The message of the error that the metrics of the log end with, the folder's own path cut off.
    let errorOf epochs =
        let mutable message = ""

        TestFolders.inTemporary (fun folder ->
            write folder epochs |> ignore

            let error =
                Xunit.Assert.Throws<LogFormatException>(fun () ->
                    Metrics.ofRun Metrics.defaults folder |> ignore)

            message <- error.Message.Replace(Path.Combine(folder, "training_dynamics") + "/", ""))

        message
