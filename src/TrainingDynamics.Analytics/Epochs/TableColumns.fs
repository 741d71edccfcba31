namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// What one epoch says of all its examples together.
[<Struct; NoEquality; NoComparison>]
type internal EpochSums =
    {
        Records: int
        /// Cross-entropy in nats, summed in the file's order.
        Loss: float
        Correct: int
    }

/// A run after its last epoch.
[<NoEquality; NoComparison>]
type internal RunTable =
    {
        /// In the order of the first epoch's file, then of the later ones.
        Table: MetricsTable
        /// One per epoch used.
        Epochs: EpochSums[]
        /// Examples that lack a record in some epoch.
        Incomplete: int
    }

/// The columns of a table, written example by example once all its epochs are known; several threads may write different
/// rows. guids: [N], those of the table, which may be filled later. accumulators: the metrics on request.
[<Sealed>]
type internal TableColumns(guids: ExampleGuid[], includeCi: bool, accumulators: MetricAccumulator[]) =
    // Rows that a thread takes at once.
    static let rowsAtOnce = 1 <<< 14

    let count = guids.Length
    let index = GC.AllocateUninitializedArray<int> count
    let golds = GC.AllocateUninitializedArray<int> count
    let closeness = GC.AllocateUninitializedArray<float> count
    let confidence = GC.AllocateUninitializedArray<float> count
    let variability = GC.AllocateUninitializedArray<float> count
    let correctness = GC.AllocateUninitializedArray<int> count
    let forgetfulness = GC.AllocateUninitializedArray<Forgetfulness> count

    member _.Guids = guids

    member _.Write(row: int, example: inref<Trajectory>) =
        index[row] <- row
        golds[row] <- example.Gold
        closeness[row] <- example.Mean * (1.0 - example.Mean)
        confidence[row] <- example.Mean
        variability[row] <- example.Variability includeCi
        correctness[row] <- example.TimesCorrect
        forgetfulness[row] <- example.Forgetfulness

        for accumulator in accumulators do
            accumulator.Finish(row, &example)

    /// The same of all examples, on all cores, because they fit no cache.
    member columns.WriteAll(examples: Trajectory[]) =
        let write () piece =
            for row in piece * rowsAtOnce .. min count ((piece + 1) * rowsAtOnce) - 1 do
                columns.Write(row, &examples[row])

            true

        let pieces = (count + rowsAtOnce - 1) / rowsAtOnce

        OrderedWork.run (max 1 pieces) ignore (Func<_, _, _>(write)) (Func<_, _, _>(fun () _ -> true))
        |> ignore

    /// After the last row. epochs: one per epoch used; incomplete: examples that lack a record in some epoch.
    member _.Run(epochs: EpochSums[], incomplete: int) =
        let table =
            {
                Guids = guids
                Index = index
                Gold = Some golds
                Epochs = Some epochs.Length
                ThresholdCloseness = closeness
                Confidence = confidence
                Variability = variability
                Correctness = correctness
                Forgetfulness = Some forgetfulness
                Extras = accumulators |> Array.map _.Values(count)
            }

        {
            Table = table
            Epochs = epochs
            Incomplete = incomplete
        }
