namespace TrainingDynamics.Analytics

open System
open System.Runtime.Intrinsics
open TrainingDynamics.Logs

/// One thread's block of records and what is computed of them before their rows are known.
[<Sealed>]
type internal ScoredBlock() =
    // Records at once, a lane each.
    static let lanes = Vector256<float32>.Count

    let mutable planes: Vector256<float32>[] = [||] // [C] of logits

    member val Records = RecordBlock()
    member val Probabilities: float[] = [||] with get, set // [N]
    member val Losses: float[] = [||] with get, set // [N]
    member val IsCorrect: bool[] = [||] with get, set // [N]

    // Softmax's functions of eight records, operation for operation.
    member private block.ScoreLanes(logits: ReadOnlySpan<float32>, golds: ReadOnlySpan<int>, first: int) =
        let classes = planes.Length
        let gold = Vector256.Create<int>(values = golds)
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
            let isGold = Vector256.Equals(gold, Vector256.Create c)
            atGold <- Vector256.ConditionalSelect(Vector256.AsSingle isGold, plane, atGold)

            if c = 0 then
                most <- plane
            else
                let isMore = Vector256.GreaterThan(plane, most)
                most <- Vector256.ConditionalSelect(isMore, plane, most)

                best <- Vector256.ConditionalSelect(Vector256.AsInt32 isMore, Vector256.Create c, best)

        let struct (lower, upper) = Vector256.Widen most
        let least = Vector256.Create Softmax.leastExponent
        let mutable sum = Vector256<float32>.Zero
        let mutable lowerSum = Vector256<float>.Zero
        let mutable upperSum = Vector256<float>.Zero

        for c in 0 .. classes - 1 do
            sum <- sum + Float32Exp.exps (planes[c] - most)
            let struct (a, b) = Vector256.Widen planes[c]
            lowerSum <- lowerSum + Vector256.Exp(Vector256.Max(a - lower, least))
            upperSum <- upperSum + Vector256.Exp(Vector256.Max(b - upper, least))

        let probability = Float32Exp.exps (atGold - most) * (Vector256<float32>.One / sum)

        let struct (a, b) = Vector256.Widen probability
        let probabilities = Span(block.Probabilities, first, lanes)
        a.CopyTo probabilities
        b.CopyTo(probabilities.Slice 4)
        let struct (a, b) = Vector256.Widen atGold
        let losses = Span(block.Losses, first, lanes)
        (Vector256.Log lowerSum - (a - lower)).CopyTo losses
        (Vector256.Log upperSum - (b - upper)).CopyTo(losses.Slice 4)

        let correct = Vector256.ExtractMostSignificantBits(Vector256.Equals(best, gold))

        for lane in 0 .. lanes - 1 do
            block.IsCorrect[first + lane] <- (correct >>> lane) &&& 1u <> 0u

    member block.Score() =
        let count = block.Records.Count
        let classes = block.Records.Classes

        if block.Losses.Length < count then
            block.Probabilities <- Array.zeroCreate (2 * count)
            block.Losses <- Array.zeroCreate (2 * count)
            block.IsCorrect <- Array.zeroCreate (2 * count)

        if planes.Length <> classes then
            planes <- Array.zeroCreate classes

        let all = block.Records.Logits // [N, C]
        let golds = block.Records.Golds
        let mutable record = 0

        if Vector256.IsHardwareAccelerated then
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
            block.IsCorrect[record] <- (Softmax.argmax logits = gold)
            record <- record + 1
