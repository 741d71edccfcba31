namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open TrainingDynamics.Logs

/// All examples of a run, filled epoch by epoch in one pass over the files, record by record, with every check. The first
/// file fixes which examples there are and their order, unless examples may be missing: then later files may bring more,
/// which come behind. `entries` are the metrics on request. BlockTrajectories gives the same quickly where nothing is amiss.
[<Sealed>]
type internal Trajectories(first: DynamicsFile, allowMissing: bool, includeCi: bool, entries: MetricEntry[]) =
    let firstName = nonNull (Path.GetFileName first.Path)
    let rows = Dictionary<ExampleGuid, int>()
    let mutable guids: ExampleGuid[] = Array.zeroCreate 1024
    let mutable examples: Trajectory[] = Array.zeroCreate guids.Length
    // Of each example the first file that has it and its 1-based line there, for messages.
    let origins = ResizeArray<struct (string * int64)>()
    let mutable count = 0
    let mutable classes = 0
    let outputs = RecordOutputs()
    let accumulators = entries |> Array.map MetricAccumulator

    let sameExamples =
        "all epochs of a run hold the same examples, so these files are not of one run"

    let register (reader: IDynamicsRecords) fileName =
        Softmax.refuseRegression reader

        if not (rows.TryAdd(reader.Guid, count)) then
            raise (reader.Error "there twice in this file; an epoch holds every example once")

        if count = examples.Length then
            Array.Resize(&guids, 2 * count)
            Array.Resize(&examples, 2 * count)

        guids[count] <- reader.Guid
        examples[count] <- Trajectory.start reader.Gold
        origins.Add(struct (fileName, reader.Line))
        count <- count + 1
        count - 1

    let checkKnown (reader: IDynamicsRecords) row epoch =
        if examples[row].LastEpoch = epoch then
            raise (reader.Error "there twice in this file; an epoch holds every example once")

        if examples[row].Gold <> reader.Gold then
            let struct (file, _) = origins[row]

            raise (
                reader.Error $"gold is {reader.Gold} here and {examples[row].Gold} in {file}; {sameExamples}"
            )

        row

    // Later epochs mostly come in the first one's order, and then no guid has to be hashed.
    let find (reader: IDynamicsRecords) position epoch fileName =
        if position < count && guids[position].Equals reader.Guid then
            checkKnown reader position epoch
        else
            match rows.TryGetValue reader.Guid with
            | true, row -> checkKnown reader row epoch
            | false, _ when allowMissing -> register reader fileName
            | false, _ -> raise (reader.Error $"not in {firstName}; {sameExamples}")

    let checkClasses (reader: IDynamicsRecords) =
        if classes = 0 then
            classes <- reader.Logits.Length
        elif classes <> reader.Logits.Length then
            let struct (_, line) = origins[0]

            raise (
                reader.Error
                    $"{reader.Logits.Length} logits here and {classes} in {LogFormatException.UnitOf firstName} {line} of {firstName}; \
                      all records of a run have as many logits as there are classes"
            )

    let addOnRequest (reader: IDynamicsRecords) row probability loss =
        outputs.Take(reader.Logits, reader.Gold, probability, loss)

        for accumulator in accumulators do
            accumulator.Add(row, outputs)

    let checkComplete (file: DynamicsFile) epoch records lastLine =
        if records = 0 then
            raise (LogFormatException(file.Path, 0, "no record; an epoch's file has one for every example"))

        if records < count && not allowMissing then
            let row =
                seq { 0 .. count - 1 } |> Seq.find (fun row -> examples[row].LastEpoch <> epoch)

            let struct (_, line) = origins[row]

            let others =
                match count - records - 1 with
                | 0 -> ""
                | more -> $" and {more} more"

            raise (
                LogFormatException(
                    file.Path,
                    lastLine,
                    $"the file ends without guid {guids[row]} ({LogFormatException.UnitOf firstName} {line} of {firstName}){others}; \
                      {sameExamples}"
                )
            )

    let addEpoch epoch (file: DynamicsFile) =
        use reader = DynamicsRecords.read file
        let fileName = nonNull (Path.GetFileName file.Path)
        let mutable records = 0
        let mutable loss = 0.0
        let mutable correct = 0

        while reader.Read() do
            checkClasses reader

            let row =
                if epoch = 0 then
                    register reader fileName
                else
                    find reader records epoch fileName

            let isCorrect = Softmax.argmax reader.Logits = reader.Gold
            let probability = Softmax.goldProbability reader.Logits reader.Gold
            let recordLoss = Softmax.crossEntropy reader.Logits reader.Gold
            Trajectory.add &examples[row] epoch file.Epoch probability isCorrect

            if accumulators.Length > 0 then
                addOnRequest reader row probability recordLoss

            loss <- loss + recordLoss
            correct <- correct + (if isCorrect then 1 else 0)
            records <- records + 1

        checkComplete file epoch records reader.Line

        {
            Records = records
            Loss = loss
            Correct = correct
        }

    /// The records of these files, which are epochs 0, 1, … in order; to be called once.
    member _.Read(files: DynamicsFile[]) =
        let epochs = files |> Array.mapi addEpoch
        let columns = TableColumns(Array.truncate count guids, includeCi, accumulators)
        columns.WriteAll examples

        let incomplete =
            seq { 0 .. count - 1 }
            |> Seq.filter (fun row -> examples[row].Epochs < files.Length)
            |> Seq.length

        columns.Run(epochs, incomplete)
