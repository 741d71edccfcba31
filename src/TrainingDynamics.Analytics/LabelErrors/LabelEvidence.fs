namespace TrainingDynamics.Analytics

open System
open System.Collections.Generic
open System.IO
open TrainingDynamics.Logs

type LabelEvidence =
    {
        Guids: ExampleGuid[]
        Gold: int[]
        Classes: int
        Epochs: int
        Probabilities: float[,]
        Aum: float[]
        MeanLoss: float[]
        Contradictions: int[]
    }

/// Sums over the epochs read so far, filled in one pass over the files.
[<Sealed>]
type internal EvidenceSums(first: DynamicsFile) =
    let firstName = Path.GetFileName first.Path
    let rows = Dictionary<ExampleGuid, int>()
    let guids = ResizeArray<ExampleGuid>()
    let gold = ResizeArray<int>()
    let lastEpoch = ResizeArray<int>()
    let probabilities = ResizeArray<float>() // [N · C]
    let aum = ResizeArray<float>()
    let loss = ResizeArray<float>()
    let contradictions = ResizeArray<int>()
    let mutable classes = 0

    let sameExamples =
        "all epochs of a run hold the same examples, so these files are not of one run"

    let register (reader: IDynamicsRecords) =
        if classes = 0 then
            classes <- reader.Logits.Length

        Softmax.refuseRegression reader
        let row = guids.Count
        rows.Add(reader.Guid, row)
        guids.Add reader.Guid
        gold.Add reader.Gold
        lastEpoch.Add -1
        aum.Add 0.0
        loss.Add 0.0
        contradictions.Add 0

        for _ in 1..classes do
            probabilities.Add 0.0

        row

    let rowOf (reader: IDynamicsRecords) position epoch =
        let inOrder = position < guids.Count && guids[position].Equals reader.Guid

        let row =
            if inOrder then
                position
            else
                match rows.TryGetValue reader.Guid with
                | true, row -> row
                | false, _ when epoch = 0 -> register reader
                | false, _ -> raise (reader.Error $"not in {firstName}; {sameExamples}")

        if lastEpoch[row] = epoch then
            raise (reader.Error "there twice in this file; an epoch holds every example once")

        if gold[row] <> reader.Gold then
            raise (reader.Error $"gold is {reader.Gold} here and {gold[row]} in {firstName}; {sameExamples}")

        if classes <> reader.Logits.Length then
            raise (
                reader.Error
                    $"{reader.Logits.Length} logits here and {classes} at the start of {firstName}; all records of a \
                      run have as many logits as there are classes"
            )

        lastEpoch[row] <- epoch
        row

    let add row (logits: ReadOnlySpan<float32>) (label: int) =
        let mutable largest = float logits[0]
        let mutable other = -infinity

        for c in 0 .. classes - 1 do
            largest <- max largest (float logits[c])

            if c <> label then
                other <- max other (float logits[c])

        let mutable sum = 0.0

        for c in 0 .. classes - 1 do
            sum <- sum + Math.Exp(float logits[c] - largest)

        for c in 0 .. classes - 1 do
            let place = row * classes + c
            probabilities[place] <- probabilities[place] + Math.Exp(float logits[c] - largest) / sum

        aum[row] <- aum[row] + (float logits[label] - other)

        if Softmax.argmax logits <> label then
            contradictions[row] <- contradictions[row] + 1

        loss[row] <- loss[row] + (Math.Log sum - (float logits[label] - largest))

    /// Adds the records of one epoch; `epoch` counts the calls from 0.
    member _.AddEpoch(file: DynamicsFile, epoch: int) =
        use reader = DynamicsRecords.read file
        let mutable records = 0

        while reader.Read() do
            add (rowOf reader records epoch) reader.Logits reader.Gold
            records <- records + 1

        if records = 0 then
            raise (LogFormatException(file.Path, 0L, "no record; an epoch's file has one for every example"))

        if records < guids.Count then
            let missing = guids[lastEpoch.FindIndex(fun last -> last <> epoch)]

            raise (
                LogFormatException(
                    file.Path,
                    reader.Line,
                    $"the file ends without guid {missing}, one of {guids.Count - records} that {firstName} has; \
                      {sameExamples}"
                )
            )

    /// The means over `epochs`.
    member _.Means(epochs: int) =
        let mean (sums: ResizeArray<float>) =
            Array.init sums.Count (fun i -> sums[i] / float epochs)

        {
            Guids = guids.ToArray()
            Gold = gold.ToArray()
            Classes = classes
            Epochs = epochs
            Probabilities =
                Array2D.init guids.Count classes (fun row c ->
                    probabilities[row * classes + c] / float epochs)
            Aum = mean aum
            MeanLoss = mean loss
            Contradictions = contradictions.ToArray()
        }

[<RequireQualifiedAccess>]
module LabelEvidence =

    let ofFiles (files: IReadOnlyList<DynamicsFile>) =
        if files.Count = 0 then
            invalidArg (nameof files) "no dynamics file, expected at least one"

        let sums = EvidenceSums files[0]
        files |> Seq.iteri (fun epoch file -> sums.AddEpoch(file, epoch))
        sums.Means files.Count

    let ofRun options (path: string) =
        path |> DynamicsFile.Find |> Metrics.chosen options |> ofFiles
