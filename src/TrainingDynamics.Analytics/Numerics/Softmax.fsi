namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

/// What one record's logits say about its gold class.
[<RequireQualifiedAccess>]
module Softmax =

    /// Refuses a record with one logit: its gold is a score, and a softmax of it says nothing. Raises LogFormatException
    /// with file, line and guid.
    val refuseRegression: reader: IDynamicsRecords -> unit

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
