module TrainingDynamics.Analytics.Tests.DetectionTests

open System
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics

let truth = [| false; false; true; false; true; false |]
let suspicion = [| 0.1; 0.4; 0.8; 0.35; 0.3; 0.2 |]

[<Fact>]
let ``the worked example's average precision, area and precision at two`` () =
    Assert.Equal(0.75, Detection.averagePrecision truth suspicion, 1e-15)
    Assert.Equal(0.75, Detection.auroc truth suspicion, 1e-15)
    Assert.Equal(0.5, Detection.precisionAt 2 truth suspicion)

[<Fact>]
let ``equal suspicions are one step and half a pair`` () =
    let constant = Array.create 6 0.5
    Assert.Equal(2.0 / 6.0, Detection.averagePrecision truth constant, 1e-15)
    Assert.Equal(0.5, Detection.auroc truth constant, 1e-15)

[<Fact>]
let ``a perfect column has all of both areas, its reverse none of the second`` () =
    let perfect = truth |> Array.map (fun isTrue -> if isTrue then 1.0 else 0.0)
    Assert.Equal(1.0, Detection.averagePrecision truth perfect)
    Assert.Equal(1.0, Detection.auroc truth perfect)
    Assert.Equal(0.0, Detection.auroc truth (perfect |> Array.map (~-)))

[<Fact>]
let ``nothing to find gives no number`` () =
    let none = Array.create 6 false
    Assert.True(Double.IsNaN(Detection.averagePrecision none suspicion))
    Assert.True(Double.IsNaN(Detection.auroc none suspicion))

[<Property(Replay = "2020,1205159")>]
let ``the area is the share of pairs in the right order`` (seed: int) =
    let random = Random seed
    let truth = Array.init 30 (fun i -> i = 0 || (i > 1 && random.Next 3 = 0))
    let suspicion = Array.init 30 (fun _ -> float (random.Next 10))

    let pairs =
        [
            for i in 0..29 do
                for j in 0..29 do
                    if truth[i] && not truth[j] then
                        match suspicion[i].CompareTo suspicion[j] with
                        | 0 -> 0.5
                        | 1 -> 1.0
                        | _ -> 0.0
        ]

    // At most 225 pairs, in halves.
    Assert.Equal(List.average pairs, Detection.auroc truth suspicion, 1e-12)

[<Fact>]
let ``k beyond the examples is refused`` () =
    let error =
        Assert.Throws<ArgumentException>(fun () -> Detection.precisionAt 7 truth suspicion |> ignore)

    Assert.Equal("k is 7, expected 1 to 6 (Parameter 'k')", error.Message)
