module TrainingDynamics.Review.FormulaTests

open System
open TrainingDynamics.Review
open Xunit

// Worked numbers have six decimals, coverages four.
let private six (expected: float) (actual: float) = Assert.Equal(expected, actual, 6e-7)

let private isEach (expected: float list) (actual: float[]) =
    Assert.Equal(expected.Length, actual.Length)
    Seq.iter2 six expected actual

// Of four epochs: three classes, label 0.
let private exampleA =
    [|
        [ 0.2; 0.1; -0.3 ]
        [ 1.0; 0.5; -0.5 ]
        [ 0.4; 0.9; -0.2 ]
        [ 2.0; 0.0; -1.0 ]
    |]
    |> Array.map (fun logits ->
        let powers = logits |> List.map exp
        powers |> List.map (fun power -> power / List.sum powers) |> Array.ofList)

let private mean =
    Array.init 3 (fun c -> exampleA |> Array.averageBy (fun p -> p[c]))

[<Fact>]
let ``Active cleaning puts the confidently wrong before the merely ambiguous`` () =
    six 0.325083 (ReviewOrder.entropy [| 0.1; 0.9 |])
    six 1.977502 (ReviewOrder.activeCleaning 0 [| 0.1; 0.9 |])
    six 0.688139 (ReviewOrder.entropy [| 0.45; 0.55 |])
    six 0.110369 (ReviewOrder.activeCleaning 0 [| 0.45; 0.55 |])
    six 0.983400 (ReviewOrder.entropy mean)
    six -0.339650 (ReviewOrder.activeCleaning 0 mean)
    six 1.007550 (ReviewOrder.entropy exampleA[2])
    six 0.154830 (ReviewOrder.activeCleaning 0 exampleA[2])

[<Fact>]
let ``Mistakenness is above one half where another class is the most probable`` () =
    six 0.312981 (ReviewOrder.mistakenness 0 mean)
    six 0.204005 (ReviewOrder.mistakenness 0 exampleA[3])
    six 0.682556 (ReviewOrder.mistakenness 0 exampleA[2])

let private strata =
    {
        Top = 300
        TopErrors = 120
        Rest = 9700
        Sampled = 200
        SampledErrors = 4
    }

[<Fact>]
let ``Two strata give the error rate of the whole set with its interval`` () =
    let estimate = ErrorRate.ofStrata strata
    six 0.031400 estimate.Rate
    six 0.009527 estimate.StandardError
    six 0.400000 estimate.TopPrecision
    six 0.346165 estimate.TopInterval.Low
    six 0.456363 estimate.TopInterval.High
    six 0.007804 estimate.RestInterval.Low
    six 0.050287 estimate.RestInterval.High
    six 0.382166 estimate.Recall
    six 0.019570 estimate.RateInterval.Low
    six 0.060778 estimate.RateInterval.High
    six 314.0 estimate.Errors

[<Fact>]
let ``Nine tenths of the errors need as many more rows as the rest's rate says`` () =
    // 0.9 · 314 - 124 = 158.6 errors, of which every 50th row is one.
    Assert.Equal(7930, ErrorRate.rowsToFind 0.9 strata)
    Assert.Equal(0, ErrorRate.rowsToFind 0.39 strata)
    Assert.Equal(9500, ErrorRate.rowsToFind 1.0 strata)

[<Fact>]
let ``Without a sampled row of the rest there is no rate`` () =
    Assert.Throws<ArgumentException>(fun () ->
        ErrorRate.ofStrata
            { strata with
                Sampled = 0
                SampledErrors = 0
            }
        |> ignore)
    |> ignore

[<Theory>]
[<InlineData(0.005, 0.9202)>]
[<InlineData(0.01, 0.9483)>]
[<InlineData(0.02, 0.9331)>]
[<InlineData(0.05, 0.9672)>]
let ``Wilson's interval of 200 rows holds the true share as often as it should``
    (share: float, coverage: float)
    =
    let mutable probability = (1.0 - share) ** 200.0
    let mutable covered = 0.0

    for k in 0..200 do
        let interval = ErrorRate.wilson k 200

        if interval.Low <= share && share <= interval.High then
            covered <- covered + probability

        probability <- probability * float (200 - k) / float (k + 1) * share / (1.0 - share)

    Assert.Equal(coverage, covered, 6e-5)

[<Fact>]
let ``Two independent searches say how many there are`` () =
    let struct (count, error) = ErrorRate.ofTwoSearches 120 90 60
    six 179.508197 count
    six 9.268809 error

[<Fact>]
let ``McNemar's exact test tells a gain from chance`` () =
    let change = ErrorRate.mcNemar 9 21 872
    six 0.042774 change.PValue
    six 0.029449 change.MidP
    six 0.013761 change.Gain
    six 0.006264 change.StandardError
    Assert.Equal(1.0, (ErrorRate.mcNemar 0 0 872).PValue)

[<Fact>]
let ``Cohen's kappa leaves out what chance gives`` () =
    let a, b = [| 0; 0; 1; 1; 0; 1; 0; 0; 1; 0 |], [| 0; 0; 1; 0; 0; 1; 1; 0; 1; 0 |]
    six 0.8 (Agreement.raw (Array.map2 (fun x y -> [| x; y |]) a b))
    six 0.583333 (Agreement.kappa a b)

let private none = -1

let private threeClasses =
    [|
        [| 0; 0; 0 |]
        [| 1; 1; 1 |]
        [| 0; 0; 1 |]
        [| 2; 2; none |]
        [| 1; 1; 0 |]
        [| 2; none; 2 |]
        [| 0; 1; 0 |]
        [| 2; 2; 2 |]
    |]

let private probabilities =
    [|
        [| 0.7; 0.2; 0.1 |]
        [| 0.2; 0.6; 0.2 |]
        [| 0.5; 0.3; 0.2 |]
        [| 0.1; 0.2; 0.7 |]
        [| 0.3; 0.5; 0.2 |]
        [| 0.2; 0.2; 0.6 |]
        [| 0.3; 0.6; 0.1 |]
        [| 0.1; 0.1; 0.8 |]
    |]

let private twoClasses =
    [|
        [| 0; 0; 1 |]
        [| 1; 1; none |]
        [| 0; none; 0 |]
        [| 1; 0; 1 |]
        [| 0; 0; 0 |]
        [| none; 1; 0 |]
    |]

[<Fact>]
let ``Krippendorff's alpha takes rows with missing labels`` () =
    let counts = Agreement.coincidences 3 threeClasses
    Assert.Equal<float>([ 5.0; 3.0; 0.0; 3.0; 4.0; 0.0; 0.0; 0.0; 7.0 ], counts |> Seq.cast<float>)
    six 0.608696 (Agreement.alpha threeClasses)
    six 0.222222 (Agreement.alpha twoClasses)

[<Fact>]
let ``CROWDLAB weighs people and model`` () =
    let opinion = Crowd.opinion threeClasses probabilities
    Assert.Equal<int>([ 0; 1; 0; 2; 1; 2; 0; 2 ], opinion.Majority)
    isEach [ 0.657143; 0.507692; 0.384615 ] opinion.Weights
    six 1.326650 opinion.ModelWeight

    isEach
        [
            0.794278
            0.748152
            0.593371
            0.781817
            0.593371
            0.720960
            0.466348
            0.840405
        ]
        opinion.Quality

    isEach [ 0.851415; 0.774714; 0.654369 ] opinion.PersonQuality

[<Fact>]
let ``ActiveLab says which row to ask about next`` () =
    let opinion = Crowd.opinion threeClasses probabilities

    isEach
        [
            0.724105
            0.685000
            0.553783
            0.704810
            0.553783
            0.651563
            0.446098
            0.763209
        ]
        opinion.AskNext

[<Fact>]
let ``A row that is split goes to the more probable class, and people at chance weigh next to nothing`` () =
    let p = [| 0.8; 0.3; 0.6; 0.4; 0.9; 0.45 |] |> Array.map (fun p -> [| p; 1.0 - p |])

    let opinion = Crowd.opinion twoClasses p
    Assert.Equal<int>([ 0; 1; 0; 1; 0; 1 ], opinion.Majority)
    isEach [ 0.5; 1e-6; 1e-6 ] opinion.Weights
    six 1.581139 opinion.ModelWeight
    isEach [ 0.801334; 0.725360; 0.649385; 0.649385; 0.877309; 0.550000 ] opinion.Quality

[<Fact>]
let ``One person and the model weigh the same`` () =
    // The one label's quality is .9 by the model that gives it .8, because a person alone agrees with herself.
    let opinion =
        Crowd.opinion [| [| 0 |]; [| none |] |] [| [| 0.8; 0.2 |]; [| 0.9; 0.1 |] |]

    isEach [ 0.9; 0.9 ] opinion.Quality
    isEach [ 0.766667; 0.7 ] opinion.AskNext
