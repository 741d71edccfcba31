namespace TrainingDynamics.Analytics

open System

/// What the metrics on request take from one record; one object serves all records of a run. All but the gold
/// probability comes from a float64 softmax: margins and entropies are small differences and logarithms of small
/// numbers, and no reference has to be met digit by digit.
[<Sealed>]
type internal RecordOutputs() =

    /// Shape [C]; the next record overwrites it.
    member val Probabilities: float[] = [||] with get, set

    /// As confidence takes it: the float32 softmax.
    member val GoldProbability = nan with get, set

    /// Cross-entropy in nats.
    member val Loss = nan with get, set

    /// The gold class's logit less the greatest of the others.
    member val LogitMargin = nan with get, set

    /// The same of the probabilities, in [-1, 1].
    member val ProbabilityMargin = nan with get, set

    /// Euclidean distance of the probabilities to the gold class's corner, in [0, √2].
    member val Distance = nan with get, set

    /// In nats, in [0, ln C].
    member val Entropy = nan with get, set

    /// logits: [C], two at least.
    member outputs.Take(logits: ReadOnlySpan<float32>, gold: int, goldProbability: float, loss: float) =
        if outputs.Probabilities.Length <> logits.Length then
            outputs.Probabilities <- Array.zeroCreate logits.Length

        let probabilities = outputs.Probabilities
        let largest = float (Softmax.largest logits)
        let logSum = Softmax.distribution logits probabilities
        let mutable entropy = 0.0
        let mutable others = 0.0
        let mutable squares = 0.0
        let mutable rival = -1

        for c in 0 .. logits.Length - 1 do
            let p = probabilities[c]
            entropy <- entropy - p * (float logits[c] - largest - logSum)

            if c <> gold then
                others <- others + p
                squares <- squares + p * p

                if rival < 0 || logits[c] > logits[rival] then
                    rival <- c

        outputs.GoldProbability <- goldProbability
        outputs.Loss <- loss
        outputs.Entropy <- entropy
        // The others' sum is 1 - p at the gold class without its cancellation.
        outputs.Distance <- sqrt (others * others + squares)

        outputs.LogitMargin <- float logits[gold] - float logits[rival]
        outputs.ProbabilityMargin <- probabilities[gold] - probabilities[rival]
