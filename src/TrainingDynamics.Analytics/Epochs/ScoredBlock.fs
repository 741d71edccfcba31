namespace TrainingDynamics.Analytics

open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open TrainingDynamics.Logs

/// A block of records and what the softmax of each says of its gold class.
[<Sealed>]
type internal ScoredBlock() =
    // Records at once, a lane each.
    static let lanes = 8

    // A little more, as blocks of lines differ.
    static let room count = count + count / 8 + lanes

    let mutable planes: Vector256<float32>[] = [||] // [C] of logits

    member val Records = RecordBlock()

    // With room for eight beyond the last record.
    member val Probabilities: float[] = [||] with get, set // [N], of the gold classes
    member val Losses: float[] = [||] with get, set // [N], in nats
    member val Correct: int[] = [||] with get, set // [N], -1 where the greatest logit is the gold class's, else 0

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
                Softmax.scoreEight
                    (all.Slice(record * classes, lanes * classes))
                    (golds.Slice(record, lanes))
                    planes
                    block.Probabilities
                    block.Losses
                    block.Correct
                    record

                record <- record + lanes

        while record < count do
            let logits = all.Slice(record * classes, classes)
            let gold = golds[record]
            block.Probabilities[record] <- Softmax.goldProbability logits gold
            block.Losses[record] <- Softmax.crossEntropy logits gold
            block.Correct[record] <- if Softmax.argmax logits = gold then -1 else 0
            record <- record + 1
