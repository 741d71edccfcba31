module TrainingDynamics.Analytics.Tests.PairedTestTests

open Xunit
open TrainingDynamics.Analytics

// Source: scipy.stats.ttest_rel (scipy of Debian 12).
[<Fact>]
let ``statistic and p-value are scipy's`` () =
    let found =
        PairedTest.ofPairs [| 0.912; 0.905; 0.921; 0.899; 0.915 |] [| 0.901; 0.903; 0.908; 0.897; 0.902 |]

    // Differences of about 0.01 between numbers of about 0.9 lose two digits of float64.
    Assert.Equal(3.2064537367236774, found.Statistic, 1e-12)
    Assert.Equal(0.03269912527166162, found.PValue, 1e-13)
    Assert.Equal(0.0082, found.MeanDifference, 1e-15)
    Assert.Equal(5, found.Pairs)
    let less = PairedTest.ofPairs [| 0.5; 0.7; 0.6 |] [| 0.9; 0.85; 0.88 |]
    Assert.Equal(-3.832583901278764, less.Statistic, 1e-12)
    Assert.Equal(0.06183241051429642, less.PValue, 1e-13)

// Source: 2 * scipy.stats.t.sf(t, degrees).
[<Theory>]
[<InlineData(0.5, 1, 0.7048327646991336)>]
[<InlineData(2.0, 2, 0.1835034190722739)>]
[<InlineData(12.0, 4, 0.000276428548502973)>]
[<InlineData(3.3, 9, 0.009229908318547014)>]
[<InlineData(1.0, 30, 0.32530861542602985)>]
let ``the distribution is Student's for odd and even degrees of freedom``
    (t: float)
    degrees
    (expected: float)
    =
    Assert.Equal(expected, PairedTest.twoSided t degrees, 1e-13)

[<Fact>]
let ``differences that are all equal have no spread to be measured by`` () =
    let shifted = PairedTest.ofPairs [| 1.0; 2.0; 3.0 |] [| 0.5; 1.5; 2.5 |]
    Assert.Equal(infinity, shifted.Statistic)
    Assert.Equal(0.0, shifted.PValue)
    Assert.Equal(nan, (PairedTest.ofPairs [| 1.0; 2.0 |] [| 1.0; 2.0 |]).PValue)

[<Fact>]
let ``one seed is refused`` () =
    let error =
        Assert.Throws<AnalyticsException>(fun () -> PairedTest.ofPairs [| 1.0 |] [| 2.0 |] |> ignore)

    Assert.Equal("found 1 pair, expected at least two seeds to test a difference", error.Message)
