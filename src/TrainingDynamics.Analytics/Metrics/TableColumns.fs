namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// The columns of a table, filled example by example.
[<Sealed>]
type internal TableColumns(epochs: int, includeCi: bool, accumulators: MetricAccumulator[]) =
    let mutable first = 0
    let mutable count = 0
    let mutable guids: ExampleGuid[] = Array.zeroCreate 0
    let mutable golds: int[] = Array.zeroCreate 0
    let mutable closeness: float[] = Array.zeroCreate 0
    let mutable confidence: float[] = Array.zeroCreate 0
    let mutable variability: float[] = Array.zeroCreate 0
    let mutable correctness: int[] = Array.zeroCreate 0
    let mutable forgetfulness: Forgetfulness[] = Array.zeroCreate 0
    let extras: float[][] = [| for _ in accumulators -> Array.zeroCreate 0 |]

    let resize length =
        guids <- resized guids length
        golds <- resized golds length
        closeness <- resized closeness length
        confidence <- resized confidence length
        variability <- resized variability length
        correctness <- resized correctness length
        forgetfulness <- resized forgetfulness length

        for i in 0 .. extras.Length - 1 do
            extras[i] <- resized extras[i] length

    /// Rows so far.
    member _.Count = count

    /// Rows that there is room for.
    member _.Room = guids.Length

    /// Empties the table, which then begins with this row of the run.
    member _.Start(row: int) =
        first <- row
        count <- 0

    /// Makes room for so many rows, at least as many as there are.
    member _.Resize(rows: int) = resize rows

    /// Adds `length` examples from `place` on; there is room for them. trajectories: one per example.
    member _.Add(examples: FinishedExamples, trajectories: Trajectory[], place: int, length: int) =
        Array.Copy(examples.Guids, place, guids, count, length)
        Array.Copy(examples.Golds, place, golds, count, length)

        for place in place .. place + length - 1 do
            let example = &trajectories[place]
            closeness[count] <- example.Mean * (1.0 - example.Mean)
            confidence[count] <- example.Mean
            variability[count] <- example.Variability includeCi
            correctness[count] <- example.TimesCorrect
            forgetfulness[count] <- example.Forgetfulness

            for i in 0 .. extras.Length - 1 do
                extras[i][count] <- accumulators[i].Result(place, &example)

            count <- count + 1

    /// The rows so far; its arrays are these columns' own until the next Resize.
    member _.Table() =
        if guids.Length > count then
            resize count

        {
            Guids = guids
            Index = Array.init count (fun row -> first + row)
            Gold = Some golds
            Epochs = Some epochs
            ThresholdCloseness = closeness
            Confidence = confidence
            Variability = variability
            Correctness = correctness
            Forgetfulness = Some forgetfulness
            Extras =
                [|
                    for i in 0 .. extras.Length - 1 ->
                        {
                            Name = accumulators[i].Name
                            Values = extras[i]
                        }
                |]
        }
