namespace TrainingDynamics.Analytics

open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86

/// The trajectories of a block of examples, all of which are in every epoch, a column each, so that Trajectory.add can be done
/// for eight at once, operation for operation. Needs AVX2.
[<Sealed>]
type internal BlockColumns() =
    static let lanes = 8

    static let numbers (column: float[]) place =
        Unsafe.ReadUnaligned<Vector256<float>>(&Unsafe.As<float, byte>(&column[place]))

    static let storeNumbers (column: float[]) place (values: Vector256<float>) =
        Unsafe.WriteUnaligned(&Unsafe.As<float, byte>(&column[place]), values)

    static let integers (column: int[]) place =
        Unsafe.ReadUnaligned<Vector256<int>>(&Unsafe.As<int, byte>(&column[place]))

    static let storeIntegers (column: int[]) place (values: Vector256<int>) =
        Unsafe.WriteUnaligned(&Unsafe.As<int, byte>(&column[place]), values)

    let mutable count = 0
    let mutable epochs = 0
    let mutable means: float[] = Array.zeroCreate 0
    let mutable deviations: float[] = Array.zeroCreate 0
    let mutable timesCorrect: int[] = Array.zeroCreate 0
    let mutable timesForgotten: int[] = Array.zeroCreate 0
    let mutable firstLearned: int[] = Array.zeroCreate 0
    let mutable lastWrong: int[] = Array.zeroCreate 0

    // Means and deviations of four; p: their gold probabilities.
    let addProbabilities place (p: Vector256<float>) (divisor: Vector256<float>) =
        let mean = numbers means place
        let deviation = Avx.Subtract(p, mean)
        let mean = Avx.Add(mean, Avx.Divide(deviation, divisor))
        storeNumbers means place mean
        let more = Avx.Multiply(deviation, Avx.Subtract(p, mean))
        storeNumbers deviations place (Avx.Add(numbers deviations place, more))

    // isCorrect: -1 or 0 of eight.
    let addCorrect place (isCorrect: Vector256<int>) (runEpoch: int) =
        let learned = integers firstLearned place
        let wrong = integers lastWrong place
        let isNew = Avx2.And(isCorrect, Avx2.CompareEqual(learned, Vector256.Create -1))
        // Wrong now and, before this epoch, right: the last wrong one was an earlier one.
        let wasCorrect = Avx2.CompareGreaterThan(Vector256.Create epochs, wrong)
        let isForgotten = Avx2.AndNot(isCorrect, wasCorrect)
        storeIntegers timesCorrect place (Avx2.Subtract(integers timesCorrect place, isCorrect))
        storeIntegers timesForgotten place (Avx2.Subtract(integers timesForgotten place, isForgotten))
        storeIntegers firstLearned place (Avx2.BlendVariable(learned, Vector256.Create runEpoch, isNew))
        storeIntegers lastWrong place (Avx2.BlendVariable(Vector256.Create(epochs + 1), wrong, isCorrect))

    static member IsSupported = Avx2.IsSupported

    /// Begins another block of `examples`.
    member _.Start(examples: int) =
        count <- examples
        epochs <- 0
        let room = (examples + lanes - 1) / lanes * lanes

        if means.Length < room then
            means <- Array.zeroCreate room
            deviations <- Array.zeroCreate room
            timesCorrect <- Array.zeroCreate room
            timesForgotten <- Array.zeroCreate room
            firstLearned <- Array.zeroCreate room
            lastWrong <- Array.zeroCreate room

        System.Array.Clear means
        System.Array.Clear deviations
        System.Array.Clear timesCorrect
        System.Array.Clear timesForgotten
        System.Array.Clear lastWrong

        for place in 0 .. firstLearned.Length - 1 do
            firstLearned[place] <- -1

    /// The next epoch of the block, `runEpoch` in the run's own count. probabilities: those of the gold classes; correct: -1
    /// where the prediction was right, else 0; both with room for eight beyond the last example.
    member _.Add(probabilities: float[], correct: int[], runEpoch: int) =
        let divisor = Vector256.Create(float (epochs + 1))
        let mutable place = 0

        while place < count do
            addProbabilities place (numbers probabilities place) divisor
            addProbabilities (place + 4) (numbers probabilities (place + 4)) divisor
            addCorrect place (integers correct place) runEpoch
            place <- place + lanes

        epochs <- epochs + 1

    /// Writes what the epochs gave into the rows from `start` on.
    member _.Finish(table: TableColumns, start: int, golds: int[]) =
        for place in 0 .. count - 1 do
            let example =
                {
                    Gold = golds[place]
                    LastEpoch = epochs - 1
                    Epochs = epochs
                    Mean = means[place]
                    Deviations = deviations[place]
                    TimesCorrect = timesCorrect[place]
                    TimesForgotten = timesForgotten[place]
                    FirstLearned = firstLearned[place]
                    LastWrong = lastWrong[place]
                }

            table.Write(start + place, &example)
