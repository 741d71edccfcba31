module TrainingDynamics.Analytics.Tests.SoftmaxTests

open System
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let span (logits: float32 list) = ReadOnlySpan(Array.ofList logits)

let softmax64 (logits: float32 list) gold =
    let largest = List.max logits |> float
    let exponentials = logits |> List.map (fun z -> exp (float z - largest))
    exponentials[gold] / List.sum exponentials

[<Fact>]
let ``probabilities agree with float64 to float32 accuracy`` () =
    let random = Random 1

    for _ in 1..10000 do
        let logits =
            List.init (random.Next(1, 8)) (fun _ -> float32 (20.0 * random.NextDouble() - 10.0))

        let gold = random.Next logits.Length
        let expected = softmax64 logits gold
        // The difference to the largest logit, the exponential, sum, reciprocal and product round once each, half a
        // unit of 2^-23; the first counts by its size.
        let spread = float (List.max logits - logits[gold])
        let tolerance = expected * (8.0 + spread) * 2.0 ** -24.0
        Assert.Equal(expected, Softmax.goldProbability (span logits) gold, tolerance)

[<Fact>]
let ``the exponential is right to one unit in the last place, down to the subnormals`` () =
    for step in 0..10400 do
        let z = -0.01f * float32 step
        let expected = exp (float z)

        let unit =
            max (float (MathF.BitIncrement(float32 expected) - float32 expected)) (float Single.Epsilon)

        Assert.Equal(expected, float (Float32Exp.exp z), 1.01 * unit)

[<Theory>]
[<InlineData(-104.5f)>]
[<InlineData(-1000.0f)>]
[<InlineData(-3.4e38f)>]
let ``far below the largest logit the probability is 0 and not NaN`` (z: float32) =
    Assert.Equal(0.0, Softmax.goldProbability (span [ z; 0.0f ]) 0)
    Assert.Equal(1.0, Softmax.goldProbability (span [ z; 0.0f ]) 1)

[<Fact>]
let ``logits whose difference overflows a float32 give 0 and 1`` () =
    let logits = [ Single.MinValue; Single.MaxValue ]
    Assert.Equal(0.0, Softmax.goldProbability (span logits) 0)
    Assert.Equal(1.0, Softmax.goldProbability (span logits) 1)

[<Fact>]
let ``equal logits share the probability`` () =
    Assert.Equal(0.25, Softmax.goldProbability (span [ 7.5f; 7.5f; 7.5f; 7.5f ]) 2)

[<Fact>]
let ``one class alone is certain and costs nothing`` () =
    Assert.Equal(1.0, Softmax.goldProbability (span [ -3.0f ]) 0)
    Assert.Equal(0.0, Softmax.crossEntropy (span [ -3.0f ]) 0)

[<Fact>]
let ``cross-entropy is the negative logarithm of the probability`` () =
    let logits = [ 0.2f; 0.1f; -0.3f ]
    Assert.Equal(-(log (softmax64 logits 0)), Softmax.crossEntropy (span logits) 0, 1e-14)

[<Fact>]
let ``cross-entropy stays finite where the probability underflows`` () =
    Assert.Equal(500.0, Softmax.crossEntropy (span [ -500.0f; 0.0f ]) 0, 1e-9)

[<Fact>]
let ``argmax takes the lowest of equal classes`` () =
    Assert.Equal(0, Softmax.argmax (span [ 1.0f; 1.0f; 1.0f ]))
    Assert.Equal(1, Softmax.argmax (span [ 0.0f; 2.0f; 2.0f ]))
    Assert.Equal(2, Softmax.argmax (span [ -2.0f; -3.0f; -1.0f ]))

[<Fact>]
let ``Eight records at once are scored as one is, bit for bit, at the edges of float32 too`` () =
    let random = Random 8

    let edges =
        [|
            0.0f
            -0.0f
            3.4028235e38f
            -3.4028235e38f
            1e-45f
            88.0f
            -104.0f
            -104.1f
            700.0f
            -750.0f
        |]

    for classes in [ 2; 3; 9 ] do
        TestFolders.inTemporary (fun folder ->
            let records: TestLog.Record list =
                [
                    for row in 0..402 ->
                        string row,
                        List.init classes (fun _ ->
                            if random.Next 3 = 0 then
                                edges[random.Next edges.Length]
                            else
                                float32 (random.NextDouble() * 40.0 - 20.0)),
                        random.Next classes
                ]

            TestLog.write folder [ records ] |> ignore

            use blocks = DynamicsBlocks.Open(DynamicsFile.Find(folder)[0])
            let block = ScoredBlock()
            blocks.Read(0, block.Records)
            block.Score()

            records
            |> List.iteri (fun row (_, logits, gold) ->
                let logits = ReadOnlySpan(Array.ofList logits)
                Assert.Equal(Softmax.goldProbability logits gold, block.Probabilities[row])
                Assert.Equal(Softmax.crossEntropy logits gold, block.Losses[row])
                Assert.Equal((if Softmax.argmax logits = gold then -1 else 0), block.Correct[row])))
