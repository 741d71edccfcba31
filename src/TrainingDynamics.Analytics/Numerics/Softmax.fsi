namespace TrainingDynamics.Analytics

open System
open System.Runtime.Intrinsics

/// What one record's logits say about its gold class.
[<RequireQualifiedAccess>]
module Softmax =

    /// The largest logit. logits: [C], C at least 1.
    val internal largest: logits: ReadOnlySpan<float32> -> float32

    /// Probability of class `gold` under the softmax of `logits`. logits: [C], finite; gold: in [0, C); result: in
    /// [0, 1], a float32 widened to float64; 0 when the gold logit lies more than 104 below the largest. It is
    /// PyTorch's float32 softmax on a CPU, bit for bit up to 8 classes; beyond them PyTorch adds the exponentials lane
    /// by lane, and the last bit of the float32 may differ. Source: the reference's metrics, which are printed with
    /// ten decimals of this float32; a float64 softmax differs from them from the eighth decimal on.
    val goldProbability: logits: ReadOnlySpan<float32> -> gold: int -> float

    /// Cross-entropy -ln softmax(logits)[gold] in nats, computed in float64. logits: [C], finite; gold: in [0, C);
    /// result: at least 0, finite also where the probability rounds to 0.
    val crossEntropy: logits: ReadOnlySpan<float32> -> gold: int -> float

    /// The class with the largest logit; of several, the lowest. logits: [C], C at least 1; result: in [0, C).
    val argmax: logits: ReadOnlySpan<float32> -> int

    /// The softmax in float64 into `probabilities`, [C]; the result is the logarithm of the sum that it divides by, so that ln p is
    /// the logit less `largest` less the result. logits: [C], finite.
    val internal distribution: logits: ReadOnlySpan<float32> -> probabilities: float[] -> float

    /// goldProbability, crossEntropy and argmax of eight records at once, operation for operation, into the places from `first` on;
    /// needs AVX2 and FMA.
    /// logits: [8, C]; golds: [8]; planes: [C], overwritten; correct: -1 where argmax is the gold class, else 0.
    val internal scoreEight:
        logits: ReadOnlySpan<float32> ->
        golds: ReadOnlySpan<int> ->
        planes: Vector256<float32>[] ->
        probabilities: float[] ->
        losses: float[] ->
        correct: int[] ->
        first: int ->
            unit
