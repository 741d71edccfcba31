module TrainingDynamics.Analytics.Tests.ConfidentLearningTests

open System
open System.IO
open System.Text.Json
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics

let gold = [| 0; 0; 0; 0; 1; 1; 1; 1 |]

let probabilities =
    array2D
        [
            for p in [ 0.9; 0.8; 0.6; 0.1; 0.3; 0.2; 0.15; 0.85 ] do
                [ p; 1.0 - p ]
        ]

let filters =
    [
        "prune_by_noise_rate", LabelFilter.PruneByNoiseRate
        "prune_by_class", LabelFilter.PruneByClass
        "both", LabelFilter.Both
        "confident_learning", LabelFilter.ConfidentLearning
        "predicted_neq_given", LabelFilter.PredictedNotGiven
        "low_normalized_margin", LabelFilter.LowNormalizedMargin
        "low_self_confidence", LabelFilter.LowSelfConfidence
    ]

let rowsOf (flags: bool[]) =
    flags
    |> Array.indexed
    |> Array.choose (fun (row, flag) -> if flag then Some row else None)

let assertClose (tolerance: float) (expected: float seq) (found: float seq) =
    Assert.Equal(Seq.length expected, Seq.length found)

    for e, f in Seq.zip expected found do
        Assert.Equal(e, f, tolerance)

// Source: the worked example, run with cleanlab; six printed decimals.
[<Fact>]
let ``the worked example's thresholds, joint and scores`` () =
    assertClose 1e-15 [ 0.6; 0.625 ] (ConfidentLearning.thresholds gold probabilities)
    let joint = ConfidentLearning.confidentJoint gold probabilities
    Assert.Equal<int[][]>([| [| 3; 1 |]; [| 1; 3 |] |], joint)
    Assert.Equal<int[][]>(joint, ConfidentLearning.calibrate gold joint)
    let self = ConfidentLearning.selfConfidence gold probabilities
    assertClose 1e-15 [ 0.9; 0.8; 0.6; 0.1; 0.7; 0.8; 0.85; 0.15 ] self
    assertClose 1e-15 self (ConfidentLearning.normalizedMargin gold probabilities)

[<Fact>]
let ``all seven filters flag rows 3 and 7 of the worked example`` () =
    for _, filter in filters do
        Assert.Equal<int[]>([| 3; 7 |], ConfidentLearning.flag filter gold probabilities |> rowsOf)

[<Fact>]
let ``the normalised margin of three classes`` () =
    let margin =
        ConfidentLearning.normalizedMargin [| 1 |] (array2D [ [ 0.5; 0.3; 0.2 ] ])

    assertClose 1e-15 [ 0.4 ] margin

[<Fact>]
let ``a class without an example has a threshold that nothing reaches`` () =
    let found =
        ConfidentLearning.thresholds [| 0; 0 |] (array2D [ [ 0.0; 1.0 ]; [ 0.0; 1.0 ] ])

    Assert.Equal<float[]>([| 2e-6; 2.0 |], found)

/// The cases that cleanlab has answered, see Fixtures/README.md.
module Oracle =

    let path =
        Path.Combine(
            TestFolders.repository,
            "tests",
            "TrainingDynamics.Analytics.Tests",
            "Fixtures",
            "cleanlab.json"
        )

    let cases =
        lazy
            (JsonDocument.Parse(File.ReadAllText path).RootElement.EnumerateArray()
             |> Array.ofSeq)

    let ints (json: JsonElement) =
        [| for value in json.EnumerateArray() -> value.GetInt32() |]

    let floats (json: JsonElement) =
        [| for value in json.EnumerateArray() -> value.GetDouble() |]

    let rows read (json: JsonElement) =
        [| for row in json.EnumerateArray() -> read row |]

let caseNumbers: TheoryData<int> = TheoryData<int>([ 0..3 ])

[<Theory>]
[<MemberData(nameof caseNumbers)>]
let ``counts and scores are cleanlab's`` (number: int) =
    let case = Oracle.cases.Value[number]
    let property (name: string) = case.GetProperty name
    let gold = Oracle.ints (property "labels")
    let probabilities = property "probabilities" |> Oracle.rows Oracle.floats |> array2D
    // Nine printed decimals.
    let close name found =
        assertClose 1e-9 (Oracle.floats (property name)) found

    close "thresholds" (ConfidentLearning.thresholds gold probabilities)
    let joint = ConfidentLearning.confidentJoint gold probabilities
    Assert.Equal<int[][]>(Oracle.rows Oracle.ints (property "joint"), joint)

    Assert.Equal<int[][]>(
        Oracle.rows Oracle.ints (property "calibrated"),
        ConfidentLearning.calibrate gold joint
    )

    close "self_confidence" (ConfidentLearning.selfConfidence gold probabilities)
    close "normalized_margin" (ConfidentLearning.normalizedMargin gold probabilities)

[<Theory>]
[<MemberData(nameof caseNumbers)>]
let ``every filter flags what cleanlab flags`` (number: int) =
    let case = Oracle.cases.Value[number]
    let gold = Oracle.ints (case.GetProperty "labels")

    let probabilities =
        case.GetProperty "probabilities" |> Oracle.rows Oracle.floats |> array2D

    for name, filter in filters do
        Assert.Equal<int[]>(
            Oracle.ints (case.GetProperty name),
            ConfidentLearning.flag filter gold probabilities |> rowsOf
        )

/// Labels and probabilities of 2 to 60 examples and 2 to 5 classes.
type AnyLabels =
    static member Labels() =
        Arb.fromGen (
            gen {
                let! n = Gen.choose (2, 60)
                let! classes = Gen.choose (2, 5)
                let! gold = Gen.arrayOfLength n (Gen.choose (0, classes - 1))
                let! weights = Gen.array2DOfDim n classes (Gen.choose (1, 1000))

                let sums =
                    Array.init n (fun row -> Seq.init classes (fun c -> weights[row, c]) |> Seq.sum)

                return gold, weights |> Array2D.mapi (fun row _ w -> float w / float sums[row])
            }
        )

[<Property(Arbitrary = [| typeof<AnyLabels> |], MaxTest = 100, Replay = "2020,1205159")>]
let ``the calibrated joint's rows are the labels' counts`` (gold: int[], probabilities: float[,]) =
    let joint =
        ConfidentLearning.confidentJoint gold probabilities
        |> ConfidentLearning.calibrate gold

    let counts =
        Array.init joint.Length (fun label -> gold |> Array.filter ((=) label) |> Array.length)

    Assert.Equal<int[]>(counts, joint |> Array.map Array.sum)

[<Property(Arbitrary = [| typeof<AnyLabels> |], MaxTest = 100, Replay = "2020,1205159")>]
let ``both flags what each of the prunings flags`` (gold: int[], probabilities: float[,]) =
    let flag filter =
        ConfidentLearning.flag filter gold probabilities

    Assert.Equal<bool[]>(
        Array.map2 (&&) (flag LabelFilter.PruneByNoiseRate) (flag LabelFilter.PruneByClass),
        flag LabelFilter.Both
    )

[<Fact>]
let ``labels that do not fit the probabilities are refused`` () =
    let message gold =
        Assert
            .Throws<ArgumentException>(fun () -> ConfidentLearning.thresholds gold probabilities |> ignore)
            .Message

    Assert.Equal(
        "1 labels and 8 rows of probabilities, expected as many of each (Parameter 'gold')",
        message [| 0 |]
    )

    Assert.Equal(
        "label 2 in row 7, expected one of the classes 0 to 1 (Parameter 'gold')",
        message [| 0; 0; 0; 0; 1; 1; 1; 2 |]
    )
