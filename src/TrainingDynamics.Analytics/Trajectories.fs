namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open TrainingDynamics.Logs

/// All examples of a run, filled epoch by epoch in one pass over the files. The first file fixes which examples there
/// are and their order, unless examples may be missing: then later files may bring more, which come behind. `entries`
/// are the metrics on request.
[<Sealed>]
type internal Trajectories(first: DynamicsFile, allowMissing: bool, entries: MetricEntry[]) =
    let firstName = nonNull (Path.GetFileName first.Path)
    let rows = Dictionary<ExampleGuid, int>()
    let mutable examples: Trajectory[] = Array.zeroCreate 1024
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
            Array.Resize(&examples, 2 * count)

        examples[count] <-
            {
                Guid = reader.Guid
                Gold = reader.Gold
                FirstFile = fileName
                FirstLine = reader.Line
                LastEpoch = -1
                Epochs = 0
                Mean = 0.0
                Deviations = 0.0
                TimesCorrect = 0
                TimesForgotten = 0
                FirstLearned = -1
                LastWrong = 0
            }

        count <- count + 1
        count - 1

    let checkKnown (reader: IDynamicsRecords) row epoch =
        if examples[row].LastEpoch = epoch then
            raise (reader.Error "there twice in this file; an epoch holds every example once")

        if examples[row].Gold <> reader.Gold then
            raise (
                reader.Error
                    $"gold is {reader.Gold} here and {examples[row].Gold} in {examples[row].FirstFile}; {sameExamples}"
            )

        row

    // Later epochs mostly come in the first one's order, and then no guid has to be hashed.
    let find (reader: IDynamicsRecords) position epoch fileName =
        if position < count && examples[position].Guid.Equals reader.Guid then
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
            raise (
                reader.Error
                    $"{reader.Logits.Length} logits here and {classes} in {LogFormatException.UnitOf firstName} {examples[0].FirstLine} of {firstName}; \
                      all records of a run have as many logits as there are classes"
            )

    // Welford's update: stable, and exactly 0 for a constant trajectory.
    let add (example: byref<Trajectory>) epoch runEpoch probability isCorrect =
        let deviation = probability - example.Mean
        let wasCorrect = example.IsCorrect
        example.Epochs <- example.Epochs + 1
        example.Mean <- example.Mean + deviation / float example.Epochs
        example.Deviations <- example.Deviations + deviation * (probability - example.Mean)
        example.LastEpoch <- epoch

        if isCorrect then
            if example.TimesCorrect = 0 then
                example.FirstLearned <- runEpoch

            example.TimesCorrect <- example.TimesCorrect + 1
        else
            example.LastWrong <- example.Epochs

            if wasCorrect then
                example.TimesForgotten <- example.TimesForgotten + 1

    let addOnRequest (reader: IDynamicsRecords) row probability loss =
        outputs.Take(reader, probability, loss)

        for accumulator in accumulators do
            accumulator.Add(row, outputs)

    let checkComplete (file: DynamicsFile) epoch records lastLine =
        if records = 0 then
            raise (LogFormatException(file.Path, 0, "no record; an epoch's file has one for every example"))

        if records < count && not allowMissing then
            let missing =
                ReadOnlySpan(examples, 0, count).ToArray()
                |> Array.find (fun e -> e.LastEpoch <> epoch)

            let others =
                match count - records - 1 with
                | 0 -> ""
                | more -> $" and {more} more"

            raise (
                LogFormatException(
                    file.Path,
                    lastLine,
                    $"the file ends without guid {missing.Guid} ({LogFormatException.UnitOf firstName} {missing.FirstLine} of {firstName}){others}; \
                      {sameExamples}"
                )
            )

    /// [N], in the order of the first epoch's file, then of the later ones.
    member _.Examples = Array.sub examples 0 count

    /// The metrics on request of these examples, in the order in which they were asked for.
    member trajectories.Extras =
        let examples = trajectories.Examples
        accumulators |> Array.map _.Finish(examples)

    /// Adds the records of one epoch; `epoch` counts the calls from 0. Gives the records, their mean cross-entropy in
    /// nats and the number of correct predictions.
    member _.AddEpoch(file: DynamicsFile, epoch: int) =
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
            add &examples[row] epoch file.Epoch probability isCorrect

            if accumulators.Length > 0 then
                addOnRequest reader row probability recordLoss

            loss <- loss + recordLoss
            correct <- correct + (if isCorrect then 1 else 0)
            records <- records + 1

        checkComplete file epoch records reader.Line
        struct (records, loss / float records, correct)
