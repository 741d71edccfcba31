namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open TrainingDynamics.Logs

/// What is kept of one example while the epochs go by: its size does not depend on their number.
[<Struct; NoEquality; NoComparison>]
type internal Trajectory =
    {
        Guid: ExampleGuid
        Gold: int
        /// 1-based line in the first epoch's file, for error messages.
        FirstLine: int64
        /// The last epoch that had a record of this example, -1 before the first.
        mutable LastEpoch: int
        /// Mean of the gold probability over the epochs so far.
        mutable Mean: float
        /// Sum of squared deviations from that mean.
        mutable Deviations: float
        mutable TimesCorrect: int
        mutable TimesForgotten: int
        mutable WasCorrect: bool
    }

    member example.Forgetfulness =
        if example.TimesCorrect = 0 then
            Forgetfulness.NeverLearnt
        else
            Forgetfulness.Events example.TimesForgotten

/// All examples of a run, filled epoch by epoch in one pass over the files. The first file fixes which examples there
/// are and their order.
[<Sealed>]
type internal Trajectories(first: DynamicsFile) =
    let firstName = Path.GetFileName first.Path
    let rows = Dictionary<ExampleGuid, int>()
    let mutable examples: Trajectory[] = Array.zeroCreate 1024
    let mutable count = 0
    let mutable classes = 0

    let sameExamples =
        "all epochs of a run hold the same examples, so these files are not of one run"

    let register (reader: DynamicsReader) =
        if not (rows.TryAdd(reader.Guid, count)) then
            raise (reader.Error "there twice in this file; an epoch holds every example once")

        if count = examples.Length then
            Array.Resize(&examples, 2 * count)

        examples[count] <-
            {
                Guid = reader.Guid
                Gold = reader.Gold
                FirstLine = reader.Line
                LastEpoch = -1
                Mean = 0.0
                Deviations = 0.0
                TimesCorrect = 0
                TimesForgotten = 0
                WasCorrect = false
            }

        count <- count + 1
        count - 1

    // Later epochs mostly come in the first one's order, and then no guid has to be hashed.
    let find (reader: DynamicsReader) position epoch =
        let row =
            if position < count && examples[position].Guid.Equals reader.Guid then
                position
            else
                match rows.TryGetValue reader.Guid with
                | true, row -> row
                | false, _ -> raise (reader.Error $"not in {firstName}; {sameExamples}")

        if examples[row].LastEpoch = epoch then
            raise (reader.Error "there twice in this file; an epoch holds every example once")

        if examples[row].Gold <> reader.Gold then
            raise (
                reader.Error
                    $"gold is {reader.Gold} here and {examples[row].Gold} in {firstName}; {sameExamples}"
            )

        row

    let checkClasses (reader: DynamicsReader) =
        if classes = 0 then
            classes <- reader.Logits.Length
        elif classes <> reader.Logits.Length then
            raise (
                reader.Error
                    $"{reader.Logits.Length} logits here and {classes} in line {examples[0].FirstLine} of {firstName}; \
                      all records of a run have as many logits as there are classes"
            )

    // Welford's update: stable, and exactly 0 for a constant trajectory.
    let add (example: byref<Trajectory>) epoch probability isCorrect =
        let deviation = probability - example.Mean
        example.Mean <- example.Mean + deviation / float (epoch + 1)
        example.Deviations <- example.Deviations + deviation * (probability - example.Mean)
        example.LastEpoch <- epoch

        if isCorrect then
            example.TimesCorrect <- example.TimesCorrect + 1
        elif example.WasCorrect then
            example.TimesForgotten <- example.TimesForgotten + 1

        example.WasCorrect <- isCorrect

    let checkComplete (file: DynamicsFile) epoch records lastLine =
        if records = 0 then
            raise (LogFormatException(file.Path, 0, "no record; an epoch's file has one for every example"))

        if records < count then
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
                    $"the file ends without guid {missing.Guid} (line {missing.FirstLine} of {firstName}){others}; \
                      {sameExamples}"
                )
            )

    /// [N], in the order of the first epoch's file.
    member _.Examples = ReadOnlySpan(examples, 0, count)

    /// Adds the records of one epoch; `epoch` counts the calls from 0. Gives the mean cross-entropy in nats and the
    /// number of correct predictions.
    member _.AddEpoch(file: DynamicsFile, epoch: int) =
        use reader = new DynamicsReader(file)
        let mutable records = 0
        let mutable loss = 0.0
        let mutable correct = 0

        while reader.Read() do
            checkClasses reader

            let row =
                if epoch = 0 then
                    register reader
                else
                    find reader records epoch

            let isCorrect = Softmax.argmax reader.Logits = reader.Gold
            add &examples[row] epoch (Softmax.goldProbability reader.Logits reader.Gold) isCorrect
            loss <- loss + Softmax.crossEntropy reader.Logits reader.Gold
            correct <- correct + (if isCorrect then 1 else 0)
            records <- records + 1

        checkComplete file epoch records reader.Line
        struct (loss / float records, correct)
