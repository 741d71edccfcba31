namespace TrainingDynamics.Analytics

open System

/// One metric on request while the epochs go by: a number per example, C + 1 of them for disagreement.
[<Sealed>]
type internal MetricAccumulator(entry: MetricEntry) =
    let mutable values: float[] = Array.zeroCreate 0 // [N], sums or last values
    let mutable distributions: float[] = Array.zeroCreate 0 // [N, C], sums
    let mutable classes = 0

    let addDistribution row (probabilities: float[]) =
        classes <- probabilities.Length
        distributions <- grown distributions ((row + 1) * classes)

        for c in 0 .. classes - 1 do
            distributions[row * classes + c] <- distributions[row * classes + c] + probabilities[c]

    let disagreement row epochs =
        let mutable entropy = 0.0

        for c in 0 .. classes - 1 do
            let p = distributions[row * classes + c] / epochs

            if p > 0.0 then
                entropy <- entropy - p * Math.Log p

        // Rounding may leave a constant trajectory just below 0.
        max 0.0 (entropy - values[row] / epochs)

    member _.Name = entry.Name

    /// Adds the current record to example `row`.
    member _.Add(row: int, outputs: RecordOutputs) =
        values <- grown values (row + 1)

        match entry.Computation with
        | Computation.Mean value -> values[row] <- values[row] + value outputs
        | Computation.Last value -> values[row] <- value outputs
        | Computation.Disagreement ->
            values[row] <- values[row] + outputs.Entropy
            addDistribution row outputs.Probabilities
        | Computation.Column _
        | Computation.Kept _ -> ()

    /// The metric after the last record of example `row`.
    member _.Result(row: int, example: inref<Trajectory>) =
        match entry.Computation with
        | Computation.Mean _ -> values[row] / float example.Epochs
        | Computation.Last _ -> values[row]
        | Computation.Disagreement -> disagreement row (float example.Epochs)
        | Computation.Kept value -> value example
        | Computation.Column _ -> nan

    /// Forgets all examples.
    member _.Clear() =
        Array.Clear values
        Array.Clear distributions
