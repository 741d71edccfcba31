namespace TrainingDynamics.Analytics

open System
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open TrainingDynamics.Logs

/// One thread's block of records and what is computed of them before their rows are known.
[<Sealed>]
type internal ScoredBlock() =
    // Records at once, a lane each.
    static let lanes = 8

    // A little more, as blocks of lines differ.
    static let room count = count + count / 8 + lanes

    // The array has room for all four.
    static let store (numbers: float[]) place (four: Vector256<float>) =
        Unsafe.WriteUnaligned(&Unsafe.As<float, byte>(&numbers[place]), four)

    let mutable planes: Vector256<float32>[] = [||] // [C] of logits

    member val Records = RecordBlock()

    // With room for eight beyond the last record.
    member val Probabilities: float[] = [||] with get, set // [N]
    member val Losses: float[] = [||] with get, set // [N]
    member val Correct: int[] = [||] with get, set // [N], -1 where the greatest logit is the gold class's, else 0

    // Softmax's functions of eight records, operation for operation. By the processor's own names, which the ahead-of-time
    // compiler knows; the library's, for any processor, it leaves to the runtime.
    member private block.ScoreLanes(logits: ReadOnlySpan<float32>, golds: ReadOnlySpan<int>, first: int) =
        let classes = planes.Length

        let gold =
            Vector256.Create(golds[0], golds[1], golds[2], golds[3], golds[4], golds[5], golds[6], golds[7])

        let mutable most = Vector256<float32>.Zero
        let mutable best = Vector256<int>.Zero
        let mutable atGold = Vector256<float32>.Zero

        for c in 0 .. classes - 1 do
            let plane =
                Vector256.Create(
                    logits[c],
                    logits[classes + c],
                    logits[2 * classes + c],
                    logits[3 * classes + c],
                    logits[4 * classes + c],
                    logits[5 * classes + c],
                    logits[6 * classes + c],
                    logits[7 * classes + c]
                )

            planes[c] <- plane
            let number = Vector256.Create c
            atGold <- Avx.BlendVariable(atGold, plane, Avx2.CompareEqual(gold, number).AsSingle())

            if c = 0 then
                most <- plane
            else
                let isMore = Avx.CompareGreaterThan(plane, most)
                most <- Avx.BlendVariable(most, plane, isMore)
                best <- Avx2.BlendVariable(best, number, isMore.AsInt32())

        let lower = Avx.ConvertToVector256Double(most.GetLower())
        let upper = Avx.ConvertToVector256Double(most.GetUpper())
        let mutable sum = Vector256<float32>.Zero
        let mutable lowerSum = Vector256<float>.Zero
        let mutable upperSum = Vector256<float>.Zero

        for c in 0 .. classes - 1 do
            let plane = planes[c]
            sum <- Avx.Add(sum, Float32Exp.exps (Avx.Subtract(plane, most)))
            let a = Avx.ConvertToVector256Double(plane.GetLower())
            let b = Avx.ConvertToVector256Double(plane.GetUpper())
            lowerSum <- Avx.Add(lowerSum, Float64Functions.exps (Avx.Subtract(a, lower)))
            upperSum <- Avx.Add(upperSum, Float64Functions.exps (Avx.Subtract(b, upper)))

        let reciprocal = Avx.Divide(Vector256.Create 1.0f, sum)

        let probability =
            Avx.Multiply(Float32Exp.exps (Avx.Subtract(atGold, most)), reciprocal)

        let a = Avx.ConvertToVector256Double(atGold.GetLower())
        let b = Avx.ConvertToVector256Double(atGold.GetUpper())
        store block.Probabilities first (Avx.ConvertToVector256Double(probability.GetLower()))
        store block.Probabilities (first + 4) (Avx.ConvertToVector256Double(probability.GetUpper()))
        store block.Losses first (Avx.Subtract(Float64Functions.logs lowerSum, Avx.Subtract(a, lower)))

        store block.Losses (first + 4) (Avx.Subtract(Float64Functions.logs upperSum, Avx.Subtract(b, upper)))

        Unsafe.WriteUnaligned(&Unsafe.As<int, byte>(&block.Correct[first]), Avx2.CompareEqual(best, gold))

    member block.Score() =
        let count = block.Records.Count
        let classes = block.Records.Classes

        if block.Losses.Length < count + lanes then
            block.Probabilities <- Array.zeroCreate (room count)
            block.Losses <- Array.zeroCreate (room count)
            block.Correct <- Array.zeroCreate (room count)

        if planes.Length <> classes then
            planes <- Array.zeroCreate classes

        let all = block.Records.Logits // [N, C]
        let golds = block.Records.Golds
        let mutable record = 0

        if Avx2.IsSupported && Fma.IsSupported then
            while record + lanes <= count do
                block.ScoreLanes(
                    all.Slice(record * classes, lanes * classes),
                    golds.Slice(record, lanes),
                    record
                )

                record <- record + lanes

        while record < count do
            let logits = all.Slice(record * classes, classes)
            let gold = golds[record]
            block.Probabilities[record] <- Softmax.goldProbability logits gold
            block.Losses[record] <- Softmax.crossEntropy logits gold
            block.Correct[record] <- if Softmax.argmax logits = gold then -1 else 0
            record <- record + 1
