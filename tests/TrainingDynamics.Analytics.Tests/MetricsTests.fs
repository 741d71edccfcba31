module TrainingDynamics.Analytics.Tests.MetricsTests

open Xunit
open TrainingDynamics.Analytics

/// Three classes, gold 0, four epochs.
let workedExample: TestLog.Record list list =
    [
        [ "0", [ 0.2f; 0.1f; -0.3f ], 0 ]
        [ "0", [ 1.0f; 0.5f; -0.5f ], 0 ]
        [ "0", [ 0.4f; 0.9f; -0.2f ], 0 ]
        [ "0", [ 2.0f; 0.0f; -1.0f ], 0 ]
    ]

// The expected numbers were computed with numpy and have six decimals.
let sixDecimals = 1e-6

[<Fact>]
let ``the worked example has the metrics that numpy gives`` () =
    let table = (TestLog.metricsOf Metrics.defaults workedExample).Table
    Assert.Equal(0.525319, table.Confidence[0], sixDecimals)
    Assert.Equal(0.202008, table.Variability[0], sixDecimals)
    Assert.Equal(0.249359, table.ThresholdCloseness[0], sixDecimals)
    Assert.Equal(3, table.Correctness[0])
    Assert.Equal<Forgetfulness[] option>(Some [| Forgetfulness.Events 1 |], table.Forgetfulness)
    Assert.Equal<int[] option>(Some [| 0 |], table.Gold)
    Assert.Equal(Some 4, table.Epochs)

[<Fact>]
let ``the worked example's loss per epoch is its trajectory of cross-entropies`` () =
    let stats = (TestLog.metricsOf Metrics.defaults workedExample).Stats

    for expected, found in Seq.zip [ 0.920828; 0.604131; 1.162380; 0.169846 ] stats do
        Assert.Equal(expected, found.Loss, sixDecimals)

    Assert.Equal<float list>([ 1.0; 1.0; 0.0; 1.0 ], stats |> Seq.map _.Accuracy |> List.ofSeq)
    Assert.Equal<int list>([ 0; 1; 2; 3 ], stats |> Seq.map _.Epoch |> List.ofSeq)

[<Fact>]
let ``the confidence interval widens the worked example's variability`` () =
    let options =
        { Metrics.defaults with
            IncludeCi = true
        }

    let table = (TestLog.metricsOf options workedExample).Table
    Assert.Equal(0.203377, table.Variability[0], sixDecimals)

[<Fact>]
let ``a single epoch has variability 0, with the confidence interval too`` () =
    for includeCi in [ false; true ] do
        let options =
            { Metrics.defaults with
                First = Some 1
                IncludeCi = includeCi
            }

        Assert.Equal(0.0, (TestLog.metricsOf options workedExample).Table.Variability[0])

[<Theory>]
[<InlineData("01011", 1)>]
[<InlineData("00000", 1000)>]
[<InlineData("11111", 0)>]
[<InlineData("10100", 2)>]
[<InlineData("00111", 0)>]
[<InlineData("10000", 1)>]
[<InlineData("1", 0)>]
[<InlineData("0", 1000)>]
let ``forgetfulness counts the steps from correct to wrong`` (trend: string) (expected: int) =
    let log = trend |> Seq.map (fun c -> c = '1') |> List.ofSeq |> TestLog.ofCorrectness
    let table = (TestLog.metricsOf Metrics.defaults log).Table

    Assert.Equal<int[] option>(
        Some [| expected |],
        table.Forgetfulness |> Option.map (Array.map Forgetfulness.toDisk)
    )

    Assert.Equal(trend |> Seq.filter (fun c -> c = '1') |> Seq.length, table.Correctness[0])

[<Fact>]
let ``a tie is a prediction of the lowest class`` () =
    let log: TestLog.Record list list =
        [ [ "0", [ 1.0f; 1.0f ], 0; "1", [ 1.0f; 1.0f ], 1 ] ]

    Assert.Equal<int list>(
        [ 1; 0 ],
        (TestLog.metricsOf Metrics.defaults log).Table.Correctness |> List.ofArray
    )

[<Fact>]
let ``burn-out keeps the first epochs and reads no others`` () =
    TestFolders.inTemporary (fun folder ->
        TestLog.write folder workedExample |> ignore
        System.IO.File.WriteAllText(TestLog.pathOf folder 3, "not a record\n")
        let metrics = Metrics.ofRun { Metrics.defaults with First = Some 3 } folder
        let first = (TestLog.metricsOf Metrics.defaults (List.take 3 workedExample)).Table
        Assert.Equal<MetricsTable>(first, metrics.Table)
        Assert.Equal(3, metrics.Stats.Length)
        Assert.Equal(4, metrics.EpochsFound)
        Assert.False metrics.BurnOutExceedsEpochs)

[<Fact>]
let ``a burn-out beyond the last epoch uses all and says so`` () =
    let metrics =
        TestLog.metricsOf { Metrics.defaults with First = Some 5 } workedExample

    Assert.Equal(Some 4, metrics.Table.Epochs)
    Assert.True metrics.BurnOutExceedsEpochs

    Assert.False
        (TestLog.metricsOf { Metrics.defaults with First = Some 4 } workedExample).BurnOutExceedsEpochs

[<Fact>]
let ``rows stand in the order of the first epoch`` () =
    let record guid z : TestLog.Record = guid, [ z; 0.0f ], 0

    let log =
        [
            [ record "5" 1.0f; record "\"b\"" 2.0f; record "3" 3.0f ]
            [ record "3" 3.0f; record "5" 1.0f; record "\"b\"" 2.0f ]
        ]

    let table = (TestLog.metricsOf Metrics.defaults log).Table
    Assert.Equal<string list>([ "5"; "b"; "3" ], table.Guids |> Seq.map string |> List.ofSeq)
    Assert.Equal<int list>([ 0; 1; 2 ], table.Index |> List.ofArray)
    Assert.All(table.Variability, fun variability -> Assert.Equal(0.0, variability))

[<Fact>]
let ``more examples than the first block of memory holds keep their own metrics`` () =
    let epoch =
        List.init 3000 (fun i -> $"{i}", [ float32 (i % 7) - 3.0f; 0.0f ], i % 2)

    let table = (TestLog.metricsOf Metrics.defaults [ epoch; List.rev epoch ]).Table
    Assert.Equal(3000, table.Count)

    for i in 0..2999 do
        let expected =
            Softmax.goldProbability (System.ReadOnlySpan [| float32 (i % 7) - 3.0f; 0.0f |]) (i % 2)

        Assert.Equal(expected, table.Confidence[i])
