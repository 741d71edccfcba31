namespace TrainingDynamics.Analytics

open System
open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module Softmax =

    let refuseRegression (reader: IDynamicsRecords) =
        if reader.IsRegression then
            raise (
                reader.Error
                    "one logit per example: a regression, for which softmax metrics such as confidence are not defined"
            )

    let largest (logits: ReadOnlySpan<float32>) =
        let mutable max = logits[0]

        for c in 1 .. logits.Length - 1 do
            if logits[c] > max then
                max <- logits[c]

        max

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

    let crossEntropy (logits: ReadOnlySpan<float32>) (gold: int) =
        let max = float (largest logits)
        let mutable sum = 0.0

        for c in 0 .. logits.Length - 1 do
            sum <- sum + Float64Functions.exp (float logits[c] - max)

        Float64Functions.log sum - (float logits[gold] - max)

    let argmax (logits: ReadOnlySpan<float32>) =
        let mutable best = 0

        for c in 1 .. logits.Length - 1 do
            if logits[c] > logits[best] then
                best <- c

        best
