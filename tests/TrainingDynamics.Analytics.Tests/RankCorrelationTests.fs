module TrainingDynamics.Analytics.Tests.RankCorrelationTests

open System
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics

[<Fact>]
let ``two runs that swap the first two of four agree by 0.8`` () =
    let agreement =
        RankCorrelation.spearman [| 0.9; 0.8; 0.3; 0.5 |] [| 0.85; 0.9; 0.2; 0.6 |]

    // Six float64 operations on ranks up to 4.
    Assert.Equal(0.8, agreement, 1e-15)

[<Fact>]
let ``equal values share the mean of their ranks`` () =
    Assert.Equal<float[]>(
        [| 2.5; 1.0; 4.0; 2.5; 5.0 |],
        RankCorrelation.ranks [| 0.5; 0.1; 0.7; 0.5; infinity |]
    )

// Ranks 1.5 1.5 3.5 3.5 and 1 2 3 4: Pearson's of them is 4 / sqrt(4 * 5).
[<Fact>]
let ``ties count by their mean rank in the correlation`` () =
    let found =
        RankCorrelation.spearman [| 1.0; 1.0; 2.0; 2.0 |] [| 1.0; 2.0; 3.0; 4.0 |]

    Assert.Equal(4.0 / sqrt 20.0, found, 1e-15)

[<Fact>]
let ``a constant column agrees with nothing`` () =
    Assert.True(Double.IsNaN(RankCorrelation.spearman [| 1.0; 1.0 |] [| 1.0; 2.0 |]))
    Assert.True(Double.IsNaN(RankCorrelation.spearman [| 1.0 |] [| 1.0 |]))

[<Property(Replay = "2020,1205159")>]
let ``distinct values agree by one minus six sum d² over n(n²-1)`` (seed: int) (size: uint8) =
    let n = int size + 2
    let a, b = Array.init n float, Array.init n float
    Random(seed).Shuffle b
    let squares = Array.fold2 (fun sum x y -> sum + (x - y) ** 2.0) 0.0 a b
    let expected = 1.0 - 6.0 * squares / (float n * (float n ** 2.0 - 1.0))
    // Sums of up to 257 exact halves, then one division and one root.
    Assert.Equal(expected, RankCorrelation.spearman a (b |> Array.map exp), 1e-12)

[<Fact>]
let ``columns of different lengths are refused`` () =
    let error =
        Assert.Throws<ArgumentException>(fun () ->
            RankCorrelation.spearman [| 1.0 |] [| 1.0; 2.0 |] |> ignore)

    Assert.Equal(
        "1 values on one side and 2 on the other, expected as many of each (Parameter 'b')",
        error.Message
    )
