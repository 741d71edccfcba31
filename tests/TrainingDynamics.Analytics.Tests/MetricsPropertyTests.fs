module TrainingDynamics.Analytics.Tests.MetricsPropertyTests

open System
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics

/// A log of 1 to 12 examples, 1 to 6 epochs and 2 to 5 classes; logits of every size that a training run shows.
type LogOfAnyShape =
    static member Log() =
        let log =
            gen {
                let! examples = Gen.choose (1, 12)
                let! epochs = Gen.choose (1, 6)
                let! classes = Gen.choose (2, 5)
                let logit = Gen.choose (-4000, 4000) |> Gen.map (fun z -> float32 z / 100.0f)
                let! gold = Gen.listOfLength examples (Gen.choose (0, classes - 1))

                let! logits =
                    Gen.listOfLength epochs (Gen.listOfLength examples (Gen.listOfLength classes logit))

                return
                    logits
                    |> List.map (List.mapi (fun i z -> TestLog.Record($"{i * 7}", z, gold[i])))
            }

        Arb.fromGen log

/// The same hundred logs on every run.
type LogPropertyAttribute() =
    inherit PropertyAttribute(Arbitrary = [| typeof<LogOfAnyShape> |], MaxTest = 100, Replay = "2020,1205159")

let probabilities (log: TestLog.Record list list) =
    List.transpose log
    |> List.map (
        List.map (fun (_, logits, gold) -> Softmax.goldProbability (ReadOnlySpan(Array.ofList logits)) gold)
    )

[<LogProperty>]
let ``confidence and variability are mean and population deviation`` (log: TestLog.Record list list) =
    let table = (TestLog.metricsOf Metrics.defaults log).Table

    for i, q in List.indexed (probabilities log) do
        let mean = List.average q
        // Two ways to add at most six float64 in [0, 1]; the square root turns 1e-16 into 1e-8 at worst.
        Assert.Equal(mean, table.Confidence[i], 1e-14)
        Assert.Equal(q |> List.averageBy (fun p -> (p - mean) ** 2.0), table.Variability[i] ** 2.0, 1e-14)

[<LogProperty>]
let ``threshold closeness is the mean of q(1-q) plus the variance`` (log: TestLog.Record list list) =
    let table = (TestLog.metricsOf Metrics.defaults log).Table

    for i, q in List.indexed (probabilities log) do
        let aleatoric = q |> List.averageBy (fun p -> p * (1.0 - p))
        Assert.Equal(aleatoric + table.Variability[i] ** 2.0, table.ThresholdCloseness[i], 1e-9)

[<LogProperty>]
let ``every metric stays within its bounds`` (log: TestLog.Record list list) =
    let table = (TestLog.metricsOf Metrics.defaults log).Table
    let epochs = log.Length

    for i in 0 .. table.Count - 1 do
        Assert.InRange(table.Confidence[i], 0.0, 1.0)
        Assert.InRange(table.Variability[i], 0.0, 0.5)
        Assert.InRange(table.Variability[i] ** 2.0, 0.0, table.ThresholdCloseness[i] + 1e-12)
        Assert.InRange(table.ThresholdCloseness[i], 0.0, 0.25)
        Assert.InRange(table.Correctness[i], 0, epochs)

        match (Option.get table.Forgetfulness)[i] with
        | Forgetfulness.NeverLearnt -> Assert.Equal(0, table.Correctness[i])
        | Forgetfulness.Events count -> Assert.InRange(count, 0, epochs / 2)

[<LogProperty>]
let ``the order of the records in later epochs does not matter`` (log: TestLog.Record list list) (seed: int) =
    let random = Random seed

    let shuffled =
        log
        |> List.mapi (fun epoch records ->
            if epoch = 0 then
                records
            else
                let records = Array.ofList records
                random.Shuffle records
                List.ofArray records)

    let expected = TestLog.metricsOf Metrics.defaults log
    let found = TestLog.metricsOf Metrics.defaults shuffled
    Assert.Equal<MetricsTable>(expected.Table, found.Table)

    for a, b in Seq.zip expected.Stats found.Stats do
        Assert.Equal(a.Accuracy, b.Accuracy)
        // A sum of at most twelve losses below 100, added in another order.
        Assert.Equal(a.Loss, b.Loss, 1e-11)

[<LogProperty>]
let ``written metrics read back equal to ten decimals`` (log: TestLog.Record list list) =
    TestFolders.inTemporary (fun folder ->
        let table = (TestLog.metricsOf Metrics.defaults log).Table
        let path = IO.Path.Combine(folder, "td_metrics.jsonl")
        MetricsFile.write path table
        let read = MetricsFile.read path
        Assert.Equal<TrainingDynamics.Logs.ExampleGuid[]>(table.Guids, read.Guids)
        Assert.Equal<int[]>(table.Index, read.Index)
        Assert.Equal<int[]>(table.Correctness, read.Correctness)
        Assert.Equal<Forgetfulness[] option>(table.Forgetfulness, read.Forgetfulness)

        for i in 0 .. table.Count - 1 do
            // Half of the tenth decimal, and what a float64 cannot hold of it.
            Assert.Equal(table.Confidence[i], read.Confidence[i], 5.1e-11)
            Assert.Equal(table.Variability[i], read.Variability[i], 5.1e-11)
            Assert.Equal(table.ThresholdCloseness[i], read.ThresholdCloseness[i], 5.1e-11))
