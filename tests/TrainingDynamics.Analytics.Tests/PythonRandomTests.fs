module TrainingDynamics.Analytics.Tests.PythonRandomTests

open Xunit
open TrainingDynamics.Analytics

// Source: Python's random.seed(S) and random.shuffle(list(range(10))).
[<Theory>]
[<InlineData(0L, "7 8 1 5 3 4 2 0 9 6")>]
[<InlineData(1L, "6 8 9 7 5 3 0 4 1 2")>]
[<InlineData(20240601123456789L, "4 0 8 2 1 9 3 7 5 6")>]
let ``shuffles as Python does`` (seed: int64) (expected: string) =
    let items = Array.init 10 id
    PythonRandom(seed).Shuffle items
    Assert.Equal(expected, System.String.Join(' ', items))

[<Fact>]
let ``goes on from one shuffle to the next as Python does`` () =
    let random = PythonRandom 1L
    random.Shuffle(Array.init 10 id)
    let second = Array.init 7 id
    random.Shuffle second
    Assert.Equal<int[]>([| 2; 5; 4; 3; 0; 1; 6 |], second)
