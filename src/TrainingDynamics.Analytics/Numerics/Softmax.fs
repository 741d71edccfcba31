namespace TrainingDynamics.Analytics

open System
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86

/// What one record's logits say about its gold class.
[<RequireQualifiedAccess>]
module Softmax =

    /// The largest logit. logits: [C], C at least 1.
    let internal largest (logits: ReadOnlySpan<float32>) =
        let mutable max = logits[0]

        for c in 1 .. logits.Length - 1 do
            if logits[c] > max then
                max <- logits[c]

        max

    /// Probability of class `gold` under the softmax of `logits`. logits: [C], finite; gold: in [0, C); result: in
    /// [0, 1], a float32 widened to float64; 0 when the gold logit lies more than 104 below the largest. It is
    /// PyTorch's float32 softmax on a CPU, bit for bit up to 8 classes; beyond them PyTorch adds the exponentials lane
    /// by lane, and the last bit of the float32 may differ. Source: the reference's metrics, which are printed with
    /// ten decimals of this float32; a float64 softmax differs from them from the eighth decimal on.
    let goldProbability (logits: ReadOnlySpan<float32>) (gold: int) =
        let max = largest logits
        let mutable sum = 0.0f
        let mutable atGold = 0.0f

        for c in 0 .. logits.Length - 1 do
            // e^0 is exactly 1, and of few classes the greatest is much of the work.
            let e =
                if logits[c] = max then
                    1.0f
                else
                    Float32Exp.exp (logits[c] - max)

            sum <- sum + e

            if c = gold then
                atGold <- e

        // A product with the reciprocal, as PyTorch has it: a quotient would round otherwise.
        float (atGold * (1.0f / sum))

    /// Cross-entropy -ln softmax(logits)[gold] in nats, computed in float64. logits: [C], finite; gold: in [0, C);
    /// result: at least 0, finite also where the probability rounds to 0.
    let crossEntropy (logits: ReadOnlySpan<float32>) (gold: int) =
        let max = float (largest logits)
        let mutable sum = 0.0

        for c in 0 .. logits.Length - 1 do
            sum <- sum + Float64Functions.exp (float logits[c] - max)

        Float64Functions.log sum - (float logits[gold] - max)

    /// The class with the largest logit; of several, the lowest. logits: [C], C at least 1; result: in [0, C).
    let argmax (logits: ReadOnlySpan<float32>) =
        let mutable best = 0

        for c in 1 .. logits.Length - 1 do
            if logits[c] > logits[best] then
                best <- c

        best

    /// The softmax in float64 into `probabilities`, [C]; the result is the logarithm of the sum that it divides by, so that ln p is
    /// the logit less `largest` less the result. logits: [C], finite.
    let internal distribution (logits: ReadOnlySpan<float32>) (probabilities: float[]) =
        let most = float (largest logits)
        let mutable sum = 0.0

        for c in 0 .. logits.Length - 1 do
            probabilities[c] <- Math.Exp(float logits[c] - most)
            sum <- sum + probabilities[c]

        for c in 0 .. logits.Length - 1 do
            probabilities[c] <- probabilities[c] / sum

        Math.Log sum

    // The array has room for all four.
    let private store (numbers: float[]) place (four: Vector256<float>) =
        Unsafe.WriteUnaligned(&Unsafe.As<float, byte>(&numbers[place]), four)

    // By the processor's own names, which the ahead-of-time compiler knows; the library's, for any processor, it leaves to the
    // runtime.
    /// goldProbability, crossEntropy and argmax of eight records at once, operation for operation, into the places from `first` on;
    /// needs AVX2 and FMA.
    /// logits: [8, C]; golds: [8]; planes: [C], overwritten; correct: -1 where argmax is the gold class, else 0.
    let internal scoreEight
        (logits: ReadOnlySpan<float32>)
        (golds: ReadOnlySpan<int>)
        (planes: Vector256<float32>[])
        (probabilities: float[])
        (losses: float[])
        (correct: int[])
        (first: int)
        =
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
        store probabilities first (Avx.ConvertToVector256Double(probability.GetLower()))
        store probabilities (first + 4) (Avx.ConvertToVector256Double(probability.GetUpper()))
        store losses first (Avx.Subtract(Float64Functions.logs lowerSum, Avx.Subtract(a, lower)))
        store losses (first + 4) (Avx.Subtract(Float64Functions.logs upperSum, Avx.Subtract(b, upper)))
        Unsafe.WriteUnaligned(&Unsafe.As<int, byte>(&correct[first]), Avx2.CompareEqual(best, gold))
