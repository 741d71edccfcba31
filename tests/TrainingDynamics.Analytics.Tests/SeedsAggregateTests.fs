module TrainingDynamics.Analytics.Tests.SeedsAggregateTests

open System
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

/// A run of two epochs from the gold probabilities of each example.
let runOf (probabilities: (float * float) list) =
    let confidence = probabilities |> List.map (fun (p, q) -> (p + q) / 2.0)
    let variability = probabilities |> List.map (fun (p, q) -> abs (p - q) / 2.0)

    { RegionsTests.tableOf confidence variability with
        Epochs = Some 2
    }

// Source: the worked example of three seeds with two epochs each, to six decimals.
[<Fact>]
let ``the variance splits into that within a run and that between seeds`` () =
    let found =
        SeedsAggregate.ofTables
            0.5
            [|
                runOf [ 0.6, 0.8; 0.5, 0.5 ]
                runOf [ 0.7, 0.9; 0.5, 0.5 ]
                runOf [ 0.2, 0.9; 0.5, 0.5 ]
            |]

    Assert.Equal(3, found.Runs)
    Assert.Equal(0.683333, found.Confidence[0], 5e-7)
    Assert.Equal(0.047500, found.VarianceWithin[0], 5e-7)
    Assert.Equal(0.010556, found.VarianceBetween[0], 5e-7)
    Assert.Equal(0.058056, found.VarianceTotal[0], 5e-7)
    Assert.Equal(0.102740, found.SeedDeviation[0], 5e-7)
    // The law of total variance: over all six probabilities.
    let all = [ 0.6; 0.8; 0.7; 0.9; 0.2; 0.9 ]
    let mean = List.average all
    Assert.Equal(all |> List.averageBy (fun q -> (q - mean) ** 2.0), found.VarianceTotal[0], 1e-15)
    Assert.Equal(0.0, found.VarianceTotal[1], 1e-15)

[<Fact>]
let ``agreement is the mean rank correlation of the pairs`` () =
    let table confidence =
        RegionsTests.tableOf confidence [ 0.1; 0.2; 0.3; 0.4 ]

    let found =
        SeedsAggregate.ofTables
            0.25
            [|
                table [ 0.9; 0.8; 0.3; 0.5 ]
                table [ 0.85; 0.9; 0.2; 0.6 ]
                table [ 0.1; 0.2; 0.9; 0.8 ]
            |]

    // Ranks 4 3 1 2, 3 4 1 2 and 1 2 4 3: 0.8, -1 and -0.8.
    Assert.Equal(0.8, found.SpearmanConfidence[0][1], 1e-15)
    Assert.Equal(-1.0, found.SpearmanConfidence[0][2], 1e-15)
    Assert.Equal(-0.8, found.SpearmanConfidence[2][1], 1e-15)
    Assert.Equal(1.0, found.SpearmanConfidence[1][1], 1e-15)
    Assert.Equal(-1.0 / 3.0, found.AgreementConfidence, 1e-15)
    Assert.Equal(1.0, found.AgreementVariability, 1e-15)

[<Fact>]
let ``stability is who stays in a region in all runs`` () =
    let table confidence =
        RegionsTests.tableOf confidence [ 0.1; 0.2; 0.3; 0.4 ]

    let found =
        SeedsAggregate.ofTables 0.5 [| table [ 0.9; 0.8; 0.3; 0.5 ]; table [ 0.85; 0.4; 0.2; 0.6 ] |]

    // Easy: rows 0 1 and 0 3. Hard: 2 3 and 2 1. Ambiguous: 3 2 both times.
    let easy, ambiguous, hard =
        found.Stability[0], found.Stability[1], found.Stability[2]

    Assert.Equal(
        {
            Region = "easy"
            Size = 2
            InAll = 1
            InAny = 3
            Share = 0.5
            Jaccard = 1.0 / 3.0
        },
        easy
    )

    Assert.Equal(
        {
            Region = "ambiguous"
            Size = 2
            InAll = 2
            InAny = 2
            Share = 1.0
            Jaccard = 1.0
        },
        ambiguous
    )

    Assert.Equal({ easy with Region = "hard" }, hard)

[<Fact>]
let ``runs are joined by guid, and what one lacks is counted`` () =
    let first =
        runOf [ 0.6, 0.8; 0.1, 0.3; 0.5, 0.5 ] |> ComparisonTests.withGuids [ 5; 6; 7 ]

    let second = runOf [ 0.2, 0.2; 0.4, 0.4 ] |> ComparisonTests.withGuids [ 7; 5 ]
    let found = SeedsAggregate.ofTables 0.5 [| first; second |]
    Assert.Equal<ExampleGuid[]>(ComparisonTests.guids [ 5; 7 ], found.Guids)
    Assert.Equal<int[]>([| 1; 0 |], found.Unmatched)
    ComparisonTests.assertClose [ 0.55; 0.35 ] found.Confidence

[<Fact>]
let ``forgetting is averaged over the runs that learnt the example`` () =
    let table correctness forgetfulness =
        { runOf [ 0.6, 0.8; 0.1, 0.3; 0.5, 0.5 ] with
            Correctness = correctness
            Forgetfulness = Some forgetfulness
        }

    let found =
        SeedsAggregate.ofTables
            0.5
            [|
                table
                    [| 1; 0; 0 |]
                    [|
                        Forgetfulness.Events 1
                        Forgetfulness.NeverLearnt
                        Forgetfulness.NeverLearnt
                    |]
                table
                    [| 2; 1; 0 |]
                    [| Forgetfulness.Events 0; Forgetfulness.Events 1; Forgetfulness.NeverLearnt |]
            |]

    Assert.Equal<float[]>([| 0.5; 1.0; nan |], found.Forgetting)
    Assert.Equal<int[]>([| 2; 1; 0 |], found.LearntIn)
    ComparisonTests.assertClose [ 0.75; 0.25; 0.0 ] found.Correctness

[<Fact>]
let ``the total variance is that over all epochs of all runs`` () =
    // Two disjoint halves of one golden log stand for two seeds: three epochs each.
    let files =
        TrainingDynamics.Logs.DynamicsFile.Find(TestFolders.goldenMetrics "binary-200x6")

    let metrics range =
        (Metrics.ofFiles Metrics.defaults [| for i in range -> files[i] |]).Table

    let whole = metrics [ 0..5 ]

    let found =
        SeedsAggregate.ofTables 0.33 [| metrics [ 0; 2; 4 ]; metrics [ 1; 3; 5 ] |]

    for i in 0 .. whole.Count - 1 do
        Assert.Equal(whole.Confidence[i], found.Confidence[i], 1e-14)
        Assert.Equal(whole.Variability[i] ** 2.0, found.VarianceTotal[i], 1e-14)

[<Fact>]
let ``one run, or runs without a common example, are refused`` () =
    let table = runOf [ 0.5, 0.5 ]

    let message tables =
        Assert.Throws<AnalyticsException>(fun () -> SeedsAggregate.ofTables 0.5 tables |> ignore).Message

    Assert.Equal("found 1 run, expected at least two to see how far seeds agree", message [| table |])

    Assert.Equal(
        "the runs share no guid (they begin with 0, 3), expected runs over the same data",
        message [| table; ComparisonTests.withGuids [ 3 ] table |]
    )
