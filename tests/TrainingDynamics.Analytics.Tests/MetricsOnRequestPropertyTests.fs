module TrainingDynamics.Analytics.Tests.MetricsOnRequestPropertyTests

open System
open System.IO
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Analytics.Tests.MetricsPropertyTests

let everything =
    { Metrics.defaults with
        Also = [ for metric in Metrics.definitions -> metric.Name ]
    }

/// A log of two classes with logits that do not make a float64 probability underflow.
type LogOfTwoClasses =
    static member Log() =
        let log =
            gen {
                let! examples = Gen.choose (1, 6)
                let! epochs = Gen.choose (1, 6)
                let logit = Gen.choose (-4000, 4000) |> Gen.map (fun z -> float32 z / 100.0f)
                let! gold = Gen.listOfLength examples (Gen.choose (0, 1))

                let! logits =
                    Gen.listOfLength epochs (Gen.listOfLength examples (Gen.listOfLength 2 logit))

                return logits |> List.map (List.mapi (fun i z -> TestLog.Record($"{i}", z, gold[i])))
            }

        Arb.fromGen log

type BinaryPropertyAttribute() =
    inherit
        PropertyAttribute(Arbitrary = [| typeof<LogOfTwoClasses> |], MaxTest = 100, Replay = "2020,1205159")

/// Probabilities of the gold and of the other class, per example and epoch, in float64.
let pairs (log: TestLog.Record list list) =
    List.transpose log
    |> List.map (
        List.map (fun (_, logits, gold) ->
            let difference = float logits[1 - gold] - float logits[gold]
            1.0 / (1.0 + exp difference), 1.0 / (1.0 + exp -difference))
    )

let table log =
    (TestLog.metricsOf everything log).Table

let assertMeans name log tolerance closedForm =
    let values = table log |> Metrics.values name

    for i, epochs in List.indexed (pairs log) do
        Assert.Equal(epochs |> List.averageBy closedForm, values[i], (tolerance: float))

// The closed forms are evaluated in float64, so that only rounding stands between them and the general formulas:
// a handful of units of 2^-53 of numbers up to 80.
let rounding = 1e-12

// A float32 probability is off by a few units of 2^-24, and logits are float32 on either side.
let float32Rounding = 1e-6

[<BinaryProperty>]
let ``with two classes el2n is the square root of 2 times what the gold class lacks`` log =
    assertMeans "el2n" log rounding (fun (_, other) -> sqrt 2.0 * other)

[<BinaryProperty>]
let ``with two classes aum is the mean log-odds of the gold class`` log =
    assertMeans "aum" log rounding (fun (q, other) -> Math.Log(q / other))

[<BinaryProperty>]
let ``with two classes the probability margin is twice q less 1`` log =
    assertMeans "probability_margin" log rounding (fun (q, other) -> q - other)

[<BinaryProperty>]
let ``with two classes aleatoric is the mean product of both probabilities`` log =
    assertMeans "aleatoric" log float32Rounding (fun (q, other) -> q * other)

[<BinaryProperty>]
let ``with two classes entropy is that of q and 1 - q`` log =
    assertMeans "entropy" log rounding (fun (q, other) -> -(q * Math.Log q) - other * Math.Log other)

[<BinaryProperty>]
let ``with two classes the normalised margin is the self-confidence`` (log: TestLog.Record list list) =
    let table = table log

    for margin, confidence in
        Seq.zip (Metrics.values "normalised_margin" table) (Metrics.values "self_confidence" table) do
        Assert.Equal(confidence, margin, float32Rounding)

[<BinaryProperty>]
let ``with two classes a prediction is correct where q exceeds one half`` (log: TestLog.Record list list) =
    let correctness = (table log).Correctness

    for i, epochs in List.indexed (pairs log) do
        let above = epochs |> List.filter (fun (q, _) -> q > 0.5) |> List.length
        let notBelow = epochs |> List.filter (fun (q, _) -> q >= 0.5) |> List.length
        Assert.InRange(correctness[i], above, notBelow)

[<LogProperty>]
let ``threshold closeness is aleatoric plus epistemic`` (log: TestLog.Record list list) =
    let table = table log
    let aleatoric = Metrics.values "aleatoric" table
    let epistemic = Metrics.values "epistemic" table

    for i in 0 .. table.Count - 1 do
        Assert.Equal(aleatoric[i] + epistemic[i], table.ThresholdCloseness[i], rounding)
        Assert.Equal(table.Variability[i] ** 2.0, epistemic[i], rounding)

[<LogProperty>]
let ``every metric on request stays within its bounds`` (log: TestLog.Record list list) =
    let table = table log
    let epochs = float log.Length

    let classes =
        let _, logits, _ = log.Head.Head
        float logits.Length

    let within name least greatest =
        for value in Metrics.values name table do
            Assert.InRange(value, least - rounding, greatest + rounding)

    within "probability_margin" -1.0 1.0
    within "el2n" 0.0 (sqrt 2.0)
    within "forgetting_events" 0.0 (floor (epochs / 2.0))
    within "presentations_needed" 0.0 epochs
    within "never_learnt" 0.0 1.0
    within "mean_loss" 0.0 infinity
    within "entropy" 0.0 (Math.Log classes)
    within "bald" 0.0 (Math.Log classes)
    within "aleatoric" 0.0 0.25
    within "epistemic" 0.0 0.25
    within "self_confidence" 0.0 1.0
    within "normalised_margin" 0.0 1.0
    within "epochs_present" epochs epochs

    for i, first in Array.indexed (Metrics.values "first_learned" table) do
        if table.Correctness[i] = 0 then
            Assert.True(Double.IsNaN first)
        else
            Assert.InRange(first, 0.0, epochs - float table.Correctness[i])

[<LogProperty>]
let ``the mean loss of the examples is that of the epochs`` (log: TestLog.Record list list) =
    let metrics = TestLog.metricsOf everything log
    let byEpoch = metrics.Stats |> Array.averageBy _.Loss
    // A mean of at most 72 losses below 100.
    Assert.Equal(byEpoch, Metrics.values "mean_loss" metrics.Table |> Array.average, 1e-11)

[<LogProperty>]
let ``repeating one epoch leaves no disagreement`` (log: TestLog.Record list list) =
    let repeated = table (List.replicate 3 log.Head)
    Assert.All(Metrics.values "bald" repeated, fun bald -> Assert.Equal(0.0, bald, rounding))
    Assert.All(Metrics.values "epistemic" repeated, fun variance -> Assert.Equal(0.0, variance))

[<LogProperty>]
let ``the order of the records in later epochs does not matter to any metric``
    (log: TestLog.Record list list)
    (seed: int)
    =
    let random = Random seed

    let shuffle records =
        let records = Array.ofList records
        random.Shuffle records
        List.ofArray records

    Assert.Equal<MetricsTable>(table log, table (log.Head :: List.map shuffle log.Tail))

[<LogProperty>]
let ``metrics on request read back equal to ten decimals`` (log: TestLog.Record list list) =
    TestFolders.inTemporary (fun folder ->
        let table = table log
        let path = Path.Combine(folder, "td_metrics.jsonl")
        MetricsFile.write path table
        let read = MetricsFile.read path
        Assert.Equal<string[]>(table.Extras |> Array.map _.Name, read.Extras |> Array.map _.Name)

        for expected, found in Seq.zip table.Extras read.Extras do
            for e, f in Seq.zip expected.Values found.Values do
                if Double.IsNaN e then
                    Assert.True(Double.IsNaN f, expected.Name)
                else
                    // Half of the tenth decimal, and what a float64 of up to 100 cannot hold of it.
                    Assert.Equal(e, f, 6e-11))
