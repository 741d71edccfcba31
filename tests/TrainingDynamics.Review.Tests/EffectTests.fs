module TrainingDynamics.Review.EffectTests

open TrainingDynamics.Review.ReviewRun
open Xunit

let private queue = queueOf "none" request

let private verdicts top random =
    List.append top (List.append (List.replicate (10 - List.length top) Verdict.Keep) random)

let private effect rule verdicts =
    ReviewEffect.make rule queue (decided queue verdicts)

[<Fact>]
let ``A complete review tells how many labels are wrong in the whole set`` () =
    // 4 of the 10 of the top and 2 of 20 of the other 50: 4 + 50 · 0.1 of 60.
    let random = [ Verdict.Relabel; Verdict.Relabel ] @ List.replicate 18 Verdict.Keep

    let found =
        effect ConflictRule.Refuse (verdicts (List.replicate 4 Verdict.Relabel) random)

    Assert.Equal((10, 10, 4), (found.Top, found.TopReviewed, found.TopErrors))
    Assert.Equal((50, 20, 2), (found.Rest, found.Sampled, found.SampledErrors))
    Assert.Equal(0.4, found.Precision, 1e-12)
    Assert.Equal(9.0 / 60.0, (nonNull found.Estimate).Rate, 1e-12)
    Assert.Equal(4.0 / 9.0, (nonNull found.Estimate).Recall, 1e-12)
    // 0.9 · 9 - 6 = 2.1 errors, every tenth row one.
    Assert.Equal(21, found.RowsToNineTenths)
    Assert.Equal(150.0, found.SecondsPerHundred)
    Assert.Empty found.Warnings

[<Fact>]
let ``Without the random rows, or with a part of the top, nothing is said about the whole set`` () =
    let top = effect ConflictRule.Refuse (verdicts [ Verdict.Relabel ] [])
    Assert.Null top.Estimate
    Assert.Equal(0.1, top.Precision, 1e-12)
    Assert.Contains("no random row is reviewed", Assert.Single top.Warnings)

    let part =
        effect ConflictRule.Refuse [ Verdict.Relabel; Verdict.Keep; Verdict.Skip ]

    Assert.Null part.Estimate
    Assert.Equal((2, 1), (part.TopReviewed, part.TopErrors))
    Assert.Contains("8 of the 10 rows of the top are not reviewed", part.Warnings[1])

[<Fact>]
let ``Ambiguous and removed rows are reviewed and no label errors`` () =
    let found =
        effect
            ConflictRule.Refuse
            (verdicts [ Verdict.Ambiguous; Verdict.Remove ] (List.replicate 5 Verdict.Keep))

    Assert.Equal((10, 0, 1, 1), (found.TopReviewed, found.TopErrors, found.Ambiguous, found.Removed))
    Assert.Equal(0.0, (nonNull found.Estimate).Rate)
    Assert.Contains("15 of the 20 random rows are not reviewed", Assert.Single found.Warnings)

[<Fact>]
let ``A row in conflict counts as not reviewed until a rule decides it`` () =
    let kim = decided queue (List.replicate 30 Verdict.Keep)

    let ada =
        decided queue [ Verdict.Relabel ]
        |> Array.map (fun act -> { act with Reviewer = "ada" })

    let acts = Array.append kim ada
    let found = ReviewEffect.make ConflictRule.Refuse queue acts
    Assert.Equal((9, 0), (found.TopReviewed, found.TopErrors))
    Assert.Null found.Estimate
    Assert.Contains("1 reviewed rows are in conflict", found.Warnings[1])
    let found = ReviewEffect.make (ConflictRule.Reviewer "ada") queue acts
    Assert.Equal((1, 1), (found.TopReviewed, found.TopErrors))

[<Fact>]
let ``Over fifty draws the interval holds the true rate about as often as it says`` () =
    let n = 2000
    // Every tenth label is wrong; the ranking sees two thirds of these.
    let isWrong i = i % 10 = 3

    let p =
        Array.init n (fun i ->
            if isWrong i && i % 30 <> 3 then
                0.05 + float i / 1e5
            else
                0.6 + float i / 1e4)

    let evidence = evidence p

    let holds seed =
        let issues =
            TrainingDynamics.Analytics.LabelIssues.find
                TrainingDynamics.Analytics.LabelFilter.PruneByNoiseRate
                seed
                evidence

        let drawn =
            Queue.draw
                { request with
                    Top = 100
                    Random = 200
                    Seed = seed
                }
                issues
                (TrainingDynamics.Data.RunExamples "none")

        let errors stratum =
            drawn.Of stratum
            |> Array.filter (fun row -> isWrong (int row.Guid.Integer))
            |> Array.length

        let estimate =
            ErrorRate.ofStrata
                {
                    Top = 100
                    TopErrors = errors Stratum.Top
                    Rest = drawn.Rest
                    Sampled = 200
                    SampledErrors = errors Stratum.Random
                }

        estimate.RateInterval.Low <= 0.1 && 0.1 <= estimate.RateInterval.High

    let covered = [ 1..50 ] |> List.filter holds |> List.length
    Assert.InRange(covered, 45, 50)
