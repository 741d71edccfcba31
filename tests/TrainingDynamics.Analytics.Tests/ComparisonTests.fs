module TrainingDynamics.Analytics.Tests.ComparisonTests

open System
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let withGuids (guids: int64 list) (table: MetricsTable) =
    { table with
        Guids = guids |> List.map ExampleGuid.FromInteger |> Array.ofList
    }

let guids (numbers: int64 list) =
    numbers |> List.map ExampleGuid.FromInteger |> Array.ofList

let a =
    { (RegionsTests.tableOf [ 0.9; 0.8; 0.3; 0.5; 0.7 ] [ 0.1; 0.2; 0.3; 0.4; 0.0 ]
       |> withGuids [ 1; 2; 3; 4; 9 ]) with
        Epochs = Some 4
        Correctness = [| 4; 4; 0; 2; 3 |]
        Gold = Some [| 0; 1; 0; 1; 0 |]
        Forgetfulness =
            Some
                [|
                    Forgetfulness.Events 0
                    Forgetfulness.Events 1
                    Forgetfulness.NeverLearnt
                    Forgetfulness.Events 2
                    Forgetfulness.Events 0
                |]
    }

// The same four examples in another order, and one that is not in the other run.
let b =
    { (RegionsTests.tableOf [ 0.2; 0.6; 0.85; 0.9; 0.5 ] [ 0.35; 0.1; 0.15; 0.05; 0.5 ]
       |> withGuids [ 3; 4; 1; 2; 8 ]) with
        Epochs = Some 2
        Correctness = [| 1; 2; 2; 2; 0 |]
        Gold = Some [| 0; 0; 0; 1; 0 |]
        Forgetfulness =
            Some
                [|
                    Forgetfulness.Events 1
                    Forgetfulness.Events 0
                    Forgetfulness.NeverLearnt
                    Forgetfulness.Events 3
                    Forgetfulness.Events 0
                |]
    }

let assertClose (expected: float list) (found: float[]) =
    Assert.Equal(expected.Length, found.Length)
    // One subtraction of float64 in [0, 1].
    List.iteri (fun i value -> Assert.Equal(value, found[i], 1e-15)) expected

[<Fact>]
let ``differences are the second run's minus the first's, joined by guid`` () =
    let found = Comparison.compare 0.5 a b
    Assert.Equal<ExampleGuid[]>(guids [ 1; 2; 3; 4 ], found.Guids)
    Assert.Equal<int[]>([| 0; 1; 2; 3 |], found.RowsA)
    Assert.Equal<int[]>([| 2; 3; 0; 1 |], found.RowsB)
    assertClose [ -0.05; 0.1; -0.1; 0.1 ] found.DeltaConfidence
    assertClose [ 0.05; -0.15; 0.05; -0.3 ] found.DeltaVariability
    // Fractions: 4/4, 4/4, 0/4, 2/4 and 2/2, 2/2, 1/2, 2/2.
    assertClose [ 0.0; 0.0; 0.5; 0.5 ] found.DeltaCorrectness

[<Fact>]
let ``what is in one run only is reported, and where gold differs`` () =
    let found = Comparison.compare 0.5 a b
    Assert.Equal<ExampleGuid[]>(guids [ 9 ], found.OnlyInA)
    Assert.Equal<ExampleGuid[]>(guids [ 8 ], found.OnlyInB)
    Assert.Equal<ExampleGuid[]>(guids [ 4 ], found.GoldDiffers)
    Assert.Empty((Comparison.compare 0.5 { a with Gold = None } b).GoldDiffers)

[<Fact>]
let ``the thousand of never learnt is not subtracted`` () =
    let found = Comparison.compare 0.5 a b
    // 1: learnt, then never; 2: 1 to 3; 3: never, then learnt; 4: 2 to 0.
    Assert.Equal<float[]>([| nan; 2.0; nan; -2.0 |], found.DeltaForgetting)
    Assert.Equal(1, found.LearntInBOnly)
    Assert.Equal(0, found.LearntInAOnly)

    Assert.All(
        (Comparison.compare 0.5 { a with Forgetfulness = None } b).DeltaForgetting,
        Double.IsNaN >> Assert.True
    )

[<Fact>]
let ``rank correlations are the worked example's`` () =
    // Confidences 0.9 0.8 0.3 0.5 and 0.85 0.9 0.2 0.6.
    Assert.Equal(0.8, (Comparison.compare 0.5 a b).SpearmanConfidence, 1e-15)

[<Fact>]
let ``migration counts who was where and is where`` () =
    let found = Comparison.compare 0.25 a b
    // One example a region. A: easy 1, ambiguous 4, hard 3. B: easy 2, ambiguous 3, hard 3.
    Assert.Equal<string[]>([| "easy"; "ambiguous"; "hard"; "none" |], found.Regions)
    Assert.Equal<int[]>([| 0; 0; 0; 1 |], found.Migration[0])
    Assert.Equal<int[]>([| 0; 0; 0; 1 |], found.Migration[1])
    Assert.Equal<int[]>([| 0; 1; 1; 0 |], found.Migration[2])
    Assert.Equal<int[]>([| 1; 0; 0; 0 |], found.Migration[3])

[<Fact>]
let ``the largest change of confidence comes first, ties in order`` () =
    let table confidence =
        RegionsTests.tableOf confidence [ 0.0; 0.0; 0.0; 0.0 ]

    let found =
        Comparison.compare 0.5 (table [ 0.5; 0.5; 0.5; 0.5 ]) (table [ 0.25; 0.5; 1.0; 0.75 ])

    Assert.Equal<int[]>([| 2; 0; 3; 1 |], found.Movers)

[<Fact>]
let ``runs without a common example are refused`` () =
    let error =
        Assert.Throws<AnalyticsException>(fun () ->
            Comparison.compare 0.5 a (withGuids [ 11; 12; 13; 14; 15 ] b) |> ignore)

    Assert.Equal(
        "the runs share no guid (they begin with 1, 11), expected runs over the same data",
        error.Message
    )

[<SelectionPropertyTests.CaseProperty>]
let ``a run compared with itself in another order has not changed`` (case: SelectionPropertyTests.Case) =
    let table = { case.Table with Epochs = Some 1 }

    let found =
        Comparison.compare 0.33 table (SelectionPropertyTests.permuted table case.Seed)

    Assert.All(found.DeltaConfidence, (fun delta -> Assert.Equal(0.0, delta)))
    Assert.Empty found.OnlyInA
    Assert.Empty found.OnlyInB

    if not (Double.IsNaN found.SpearmanConfidence) then
        // A sum of at most 200 products of equal ranks.
        Assert.Equal(1.0, found.SpearmanConfidence, 1e-12)

[<Property(Replay = "2020,1205159")>]
let ``comparing the other way round turns every sign`` (seed: int) =
    let random = Random seed

    let table () =
        let values () =
            List.init 20 (fun _ -> random.NextDouble())

        { RegionsTests.tableOf (values ()) (values ()) with
            Epochs = Some 1
        }

    let a, b = table (), table ()
    let there, back = Comparison.compare 0.33 a b, Comparison.compare 0.33 b a
    Assert.Equal<float[]>(there.DeltaConfidence, back.DeltaConfidence |> Array.map (~-))
    Assert.Equal<float[]>(there.DeltaVariability, back.DeltaVariability |> Array.map (~-))
    Assert.Equal<int[][]>(there.Migration, Array.transpose back.Migration)
    Assert.Equal<int[]>(there.Movers, back.Movers)
