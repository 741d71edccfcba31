module TrainingDynamics.Analytics.Tests.MetricsOnRequestTests

open System
open Xunit
open TrainingDynamics.Analytics

let asking names = { Metrics.defaults with Also = names }

let everything =
    [
        for metric in Metrics.definitions do
            if metric.OnRequest then
                metric.Name
    ]

/// The metric's values in the log, in the order of the log's examples.
let valuesOf options name log =
    (TestLog.metricsOf options log).Table |> Metrics.values name

/// Three classes, gold 0, four epochs.
let workedExample = MetricsTests.workedExample

// The expected numbers were computed with numpy and cleanlab and have six decimals; float32 logits and probabilities
// are off by less.
let sixDecimals = 1e-6

[<Theory>]
[<InlineData("aum", 0.525)>]
[<InlineData("probability_margin", 0.194915)>]
[<InlineData("mean_loss", 0.714296)>]
[<InlineData("entropy", 0.890560)>]
[<InlineData("bald", 0.092841)>]
[<InlineData("aleatoric", 0.208552)>]
[<InlineData("epistemic", 0.040807)>]
[<InlineData("self_confidence", 0.843795)>]
[<InlineData("forgetting_events", 1.0)>]
[<InlineData("first_learned", 0.0)>]
[<InlineData("presentations_needed", 3.0)>]
[<InlineData("never_learnt", 0.0)>]
[<InlineData("epochs_present", 4.0)>]
let ``the worked example has the metrics that numpy gives`` (name: string) (expected: float) =
    let values = valuesOf (asking [ name ]) name workedExample
    Assert.Equal(expected, Assert.Single values, sixDecimals)

[<Theory>]
[<InlineData("confidence", 0.398189, 0.546549, 0.312741, 0.843795)>]
[<InlineData("aum", 0.1, 0.5, -0.5, 2.0)>]
[<InlineData("el2n", 0.741835, 0.574788, 0.876157, 0.198004)>]
[<InlineData("mean_loss", 0.920828, 0.604131, 1.162380, 0.169846)>]
let ``the worked example's single epochs have the numbers that numpy gives``
    (name: string)
    (first: float)
    (second: float)
    (third: float)
    (fourth: float)
    =
    for epoch, expected in List.indexed [ first; second; third; fourth ] do
        let options =
            { asking [ name ] with
                First = Some(epoch + 1)
                Skip = epoch
            }

        Assert.Equal(expected, Assert.Single(valuesOf options name workedExample), sixDecimals)

[<Fact>]
let ``normalised entropy is entropy over the logarithm of the classes`` () =
    for epoch, expected in List.indexed [ 0.980887; 0.867283; 0.917111; 0.477208 ] do
        let options =
            { asking [ "entropy" ] with
                First = Some(epoch + 1)
                Skip = epoch
            }

        let entropy = Assert.Single(valuesOf options "entropy" workedExample)
        Assert.Equal(expected, entropy / log 3.0, sixDecimals)

[<Fact>]
let ``the paper's early el2n is that of the first epochs`` () =
    let options =
        { asking [ "el2n" ] with
            First = Some 2
        }

    Assert.Equal(0.658311, Assert.Single(valuesOf options "el2n" workedExample), sixDecimals)

[<Theory>]
[<InlineData("01011", 1, 1, 1, 3)>]
[<InlineData("00000", 1000, 0, -1, 5)>]
[<InlineData("11111", 0, 0, 0, 0)>]
[<InlineData("10100", 2, 2, 0, 5)>]
[<InlineData("00111", 0, 0, 2, 2)>]
let ``forgetting and learning speed are those of the published code``
    (trend: string)
    (forgetfulness: int)
    (events: int)
    (firstLearned: int)
    (needed: int)
    =
    let log = trend |> Seq.map (fun c -> c = '1') |> List.ofSeq |> TestLog.ofCorrectness
    let table = (TestLog.metricsOf (asking everything) log).Table

    let value name =
        Assert.Single(Metrics.values name table)

    Assert.Equal<int[]>(
        [| forgetfulness |],
        table.Forgetfulness |> Option.get |> Array.map Forgetfulness.toDisk
    )

    Assert.Equal(float events, value "forgetting_events")
    Assert.Equal((if firstLearned < 0 then nan else float firstLearned), value "first_learned")
    Assert.Equal(float needed, value "presentations_needed")
    Assert.Equal((if forgetfulness = 1000 then 1.0 else 0.0), value "never_learnt")

[<Fact>]
let ``forgetting events with the never learnt as E sort as the published code sorts`` () =
    let trends = [ "01011"; "00000"; "11111"; "10100"; "00111" ]

    let log: TestLog.Record list list =
        [
            for epoch in 0..4 ->
                [
                    for id, trend in List.indexed trends ->
                        $"{id}",
                        (if trend[epoch] = '1' then
                             [ 1.0f; 0.0f ]
                         else
                             [ 0.0f; 1.0f ]),
                        0
                ]
        ]

    let table =
        (TestLog.metricsOf (asking [ "forgetting_events"; "never_learnt" ]) log).Table

    let scores =
        Array.map2
            (fun events neverLearnt -> if neverLearnt = 1.0 then 5.0 else events)
            (Metrics.values "forgetting_events" table)
            (Metrics.values "never_learnt" table)

    let order = List.sortBy (fun id -> scores[id]) [ 0..4 ]
    Assert.Equal<int list>([ 2; 4; 0; 3; 1 ], order)
    Assert.Equal<float list>([ 0.0; 0.0; 1.0; 2.0; 5.0 ], order |> List.map (fun id -> scores[id]))

/// A log of one epoch with these probabilities.
let ofProbabilities (rows: (float list * int) list) : TestLog.Record list list =
    [
        [
            for id, (p, label) in List.indexed rows -> $"{id}", p |> List.map (log >> float32), label
        ]
    ]

let cleanlabExample =
    List.zip [ 0.9; 0.8; 0.6; 0.1; 0.3; 0.2; 0.15; 0.85 ] [ 0; 0; 0; 0; 1; 1; 1; 1 ]
    |> List.map (fun (p, label) -> [ p; 1.0 - p ], label)

[<Theory>]
[<InlineData("self_confidence")>]
[<InlineData("normalised_margin")>]
let ``cleanlab's example of two classes has cleanlab's scores`` (name: string) =
    let expected = [ 0.9; 0.8; 0.6; 0.1; 0.7; 0.8; 0.85; 0.15 ]
    let found = valuesOf (asking [ name ]) name (ofProbabilities cleanlabExample)

    for e, f in Seq.zip expected found do
        Assert.Equal(e, f, sixDecimals)

[<Fact>]
let ``cleanlab's normalised margin of three classes takes the best other class`` () =
    let log = ofProbabilities [ [ 0.5; 0.3; 0.2 ], 1 ]

    Assert.Equal(
        0.4,
        Assert.Single(valuesOf (asking [ "normalised_margin" ]) "normalised_margin" log),
        sixDecimals
    )

[<Fact>]
let ``columns come in the order asked for, once each, the five adding nothing`` () =
    let names (metrics: RunMetrics) =
        metrics.Table.Extras |> Array.map _.Name |> List.ofArray

    Assert.Equal<string list>(
        [ "el2n"; "aum" ],
        TestLog.metricsOf (asking [ "el2n"; "confidence"; "aum"; "el2n" ]) workedExample
        |> names
    )

    Assert.Empty(TestLog.metricsOf Metrics.defaults workedExample |> names)

[<Fact>]
let ``the other columns do not change when metrics are asked for`` () =
    let plain = (TestLog.metricsOf Metrics.defaults workedExample).Table
    let full = (TestLog.metricsOf (asking everything) workedExample).Table
    Assert.Equal<MetricsTable>(plain, { full with Extras = [||] })
    Assert.Equal(everything.Length, full.Extras.Length)

[<Fact>]
let ``first and skip both count from the run's first epoch and keep its epoch numbers`` () =
    let options =
        { asking [ "first_learned"; "aum" ] with
            First = Some 3
            Skip = 2
        }

    let log = workedExample @ workedExample
    let metrics = TestLog.metricsOf options log
    Assert.Equal<int list>([ 2 ], metrics.Stats |> Seq.map _.Epoch |> List.ofSeq)
    Assert.Equal(Some 1, metrics.Table.Epochs)
    Assert.Equal(8, metrics.EpochsFound)
    Assert.Equal(-0.5, Assert.Single(Metrics.values "aum" metrics.Table), sixDecimals)
    Assert.True(Double.IsNaN(Assert.Single(Metrics.values "first_learned" metrics.Table)))
    let later = TestLog.metricsOf { options with First = None } log
    Assert.Equal(3.0, Assert.Single(Metrics.values "first_learned" later.Table))

[<Fact>]
let ``skipped epochs are not read`` () =
    TestFolders.inTemporary (fun folder ->
        TestLog.write folder workedExample |> ignore
        IO.File.WriteAllText(TestLog.pathOf folder 0, "not a record\n")
        let skipped = Metrics.ofRun { Metrics.defaults with Skip = 1 } folder
        let alone = TestLog.metricsOf Metrics.defaults (List.tail workedExample)
        Assert.Equal<float[]>(alone.Table.Confidence, skipped.Table.Confidence))

[<Fact>]
let ``a table without a metric says how to get it`` () =
    let table = (TestLog.metricsOf Metrics.defaults workedExample).Table

    let error =
        Assert.Throws<AnalyticsException>(fun () -> Metrics.values "aum" table |> ignore)

    Assert.Equal(
        "these metrics have no aum; compute them from the run's logs with it, by --metrics aum",
        error.Message
    )

[<Fact>]
let ``every metric is described and named as on disk`` () =
    let names = Metrics.definitions |> List.map _.Name
    Assert.Equal<string list>(List.distinct names, names)

    for metric in Metrics.definitions do
        Assert.Matches("^[a-z0-9]+(_[a-z0-9]+)*$", metric.Name)

        for text in [ metric.Definition; metric.Range; metric.High; metric.Source ] do
            Assert.False(String.IsNullOrWhiteSpace text, metric.Name)

    Assert.Equal<string list>(
        [
            "threshold_closeness"
            "confidence"
            "variability"
            "correctness"
            "forgetfulness"
        ],
        Metrics.definitions |> List.filter (_.OnRequest >> not) |> List.map _.Name
    )
