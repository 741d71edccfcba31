module TrainingDynamics.Analytics.Tests.SelectionTests

open Xunit
open TrainingDynamics.Analytics

let ten =
    RegionsTests.tableOf [ 0.0; 0.9; 0.1; 0.8; 0.2; 0.7; 0.3; 0.6; 0.4; 0.5 ] (List.replicate 10 0.1)

let confidence = SelectionScore.ofTable "confidence"

let count n =
    SelectionRequest.ranked (SelectionSize.Count n)

let rowsOf request table =
    (Selection.select request (confidence table) table).Picks |> Array.map _.Row

let errorOf request table =
    Assert
        .Throws<AnalyticsException>(fun () -> Selection.select request (confidence table) table |> ignore)
        .Message

[<Fact>]
let ``the most wanted by confidence is the least confident, and the worst the most`` () =
    Assert.Equal<int[]>([| 0; 2; 4 |], rowsOf (count 3) ten)
    Assert.Equal<int[]>([| 1; 3; 5 |], rowsOf { count 3 with Worst = true } ten)

[<Fact>]
let ``a fraction is of all examples, rounded down`` () =
    let request = SelectionRequest.ranked (SelectionSize.Fraction 0.39)
    Assert.Equal(3, (rowsOf request ten).Length)

[<Fact>]
let ``both ends are seven tenths of head and the rest of tail`` () =
    let request =
        { count 5 with
            Strategy = SelectionStrategy.BothEnds
        }
    // The ranking is 0 2 4 6 8 9 7 5 3 1; int(5 * 0.7) = 3 of its head and 2 of its tail.
    Assert.Equal<int[]>([| 0; 2; 4; 3; 1 |], rowsOf request ten)

[<Fact>]
let ``skipping the top leaves out the head of the ranking`` () =
    let request =
        { count 2 with
            SkipTop = Some(SelectionSize.Fraction 0.25)
        }

    Assert.Equal<int[]>([| 4; 6 |], rowsOf request ten)

[<Fact>]
let ``a band includes both of its bounds`` () =
    let request =
        { count 3 with
            Band = Some { Low = 0.3; High = 0.5 }
        }

    Assert.Equal<int[]>([| 6; 8; 9 |], rowsOf request ten)

[<Fact>]
let ``a pick says its rank in the whole table and its reason`` () =
    let request =
        { count 2 with
            Strategy = SelectionStrategy.BothEnds
            SkipTop = Some(SelectionSize.Count 1)
        }

    let picks = (Selection.select request (confidence ten) ten).Picks
    Assert.Equal<int[]>([| 2; 10 |], picks |> Array.map _.Rank)
    Assert.Equal<string[]>([| "head"; "tail" |], picks |> Array.map _.Reason)
    Assert.Equal<float[]>([| 0.1; 0.9 |], picks |> Array.map _.Score)

[<Fact>]
let ``random picks are the seed's, in the order of the ranking`` () =
    let request seed =
        { count 5 with
            Strategy = SelectionStrategy.Random
            Seed = seed
        }
    // Python's shuffle of range(10) with seed 1 begins 6 8 9 7 5.
    Assert.Equal<int[]>([| 6; 8; 9; 7; 5 |], rowsOf (request 1) ten)
    // With seed 0 it begins 7 8 1 5 3, and the ranking is 0 2 4 6 8 9 7 5 3 1.
    Assert.Equal<int[]>([| 8; 7; 5; 3; 1 |], rowsOf (request 0) ten)

[<Fact>]
let ``classes share the budget evenly, what a small one lacks goes to the others`` () =
    let table =
        { ten with
            Gold = Some [| 0; 0; 0; 0; 0; 0; 1; 1; 1; 2 |]
        }

    let request =
        { count 7 with
            Strategy = SelectionStrategy.ClassBalanced
        }

    let selection = Selection.select request (confidence table) table
    // Class 2 has one example, of the other six three each.
    Assert.Equal<int[]>([| 3; 3; 1 |], Selection.classCounts table selection)
    Assert.Equal<int[]>([| 0; 2; 4; 6; 8; 9; 7 |], selection.Picks |> Array.map _.Row)

[<Fact>]
let ``strata share the budget evenly, smallest first`` () =
    // Ninety examples in the first of fifty bins, one in the middle, two at the other end.
    let values = List.init 90 (fun i -> float i * 1e-4) @ [ 0.5; 0.99; 1.0 ]

    let table = RegionsTests.tableOf values (List.replicate 93 0.1)

    let request =
        { count 10 with
            Strategy = SelectionStrategy.Stratified
        }

    let picks = (Selection.select request (confidence table) table).Picks
    let perBin = picks |> Array.countBy _.Reason |> Map.ofArray
    // 10 over 51 bins: of the 48 empty ones none; then 1 of 1, 2 of 2, and 7 of 90.
    let expected = Map [ "bin 1 of 50", 7; "bin 26 of 50", 1; "bin 50 of 50", 2 ]

    Assert.Equal<Map<string, int>>(expected, perBin)

[<Fact>]
let ``examples never learnt are a stratum of their own`` () =
    let table =
        { ten with
            Forgetfulness =
                Some(
                    Array.init 10 (fun i ->
                        if i < 3 then
                            Forgetfulness.NeverLearnt
                        else
                            Forgetfulness.Events(i - 3))
                )
        }

    let request =
        { count 8 with
            Strategy = SelectionStrategy.Stratified
        }

    let selection =
        Selection.select request (SelectionScore.ofTable "forgetfulness" table) table

    // Seven strata of one example, so that one of the three is left for this one.
    let neverLearnt =
        selection.Picks |> Array.filter (fun pick -> pick.Reason = "never learnt")

    Assert.Equal(1, neverLearnt.Length)
    Assert.Equal(8, selection.Picks.Length)

[<Fact>]
let ``a union has each example once, an intersection those in all`` () =
    let select request =
        Selection.select request (confidence ten) ten

    let head, tail, band =
        select (count 4),
        select { count 4 with Worst = true },
        select
            { count 4 with
                Band = Some { Low = 0.2; High = 0.5 }
            }

    let rows (selection: Selection) = selection.Picks |> Array.map _.Row
    Assert.Equal<int[]>([| 0; 2; 4; 6; 1; 3; 5; 7 |], rows (Selection.union [| head; tail |]))
    Assert.Equal<int[]>([| 0; 2; 4; 6; 8; 9 |], rows (Selection.union [| head; band |]))
    Assert.Equal<int[]>([| 4; 6 |], rows (Selection.intersection [| head; band |]))
    Assert.Equal<int[]>([||], rows (Selection.intersection [| head; tail |]))

[<Fact>]
let ``what has no value comes last from either end`` () =
    let score =
        {
            Name = "first_learned"
            Values = [| nan; 2.0; 1.0 |]
            LowFirst = true
        }

    Assert.Equal<int[]>([| 2; 1; 0 |], SelectionScore.ranking false score)
    Assert.Equal<int[]>([| 1; 2; 0 |], SelectionScore.ranking true score)

[<Fact>]
let ``asking for more than is left says how many there are`` () =
    Assert.Equal(
        "9 examples are asked for and 8 of 10 can be selected; ask for fewer, or widen the band and skip less",
        errorOf
            { count 9 with
                SkipTop = Some(SelectionSize.Count 2)
            }
            ten
    )

[<Fact>]
let ``sizes out of range are refused`` () =
    let fraction value =
        errorOf (SelectionRequest.ranked (SelectionSize.Fraction value)) ten

    Assert.Equal("the fraction of selected examples is 1.5, expected more than 0 and at most 1", fraction 1.5)

    Assert.Equal("the fraction of selected examples is 0, expected more than 0 and at most 1", fraction 0.0)

    Assert.Equal(
        "the selection comes to no example of 10; ask for a larger fraction or a count",
        fraction 0.05
    )

    Assert.Equal("the count of selected examples is 0, expected at least 1", errorOf (count 0) ten)

[<Fact>]
let ``a band the wrong way round is refused`` () =
    Assert.Equal(
        "the band of confidence goes from 0.6 to 0.4, expected the lower bound first",
        errorOf
            { count 1 with
                Band = Some { Low = 0.6; High = 0.4 }
            }
            ten
    )

[<Fact>]
let ``classes cannot be balanced by a metrics file, which does not hold them`` () =
    Assert.Equal(
        "a metrics file does not hold the examples' classes; give the run folder, whose dynamics do",
        errorOf
            { count 2 with
                Strategy = SelectionStrategy.ClassBalanced
            }
            ten
    )

[<Fact>]
let ``a metric that nobody knows is refused with those that are known`` () =
    let error =
        Assert.Throws<AnalyticsException>(fun () -> SelectionScore.ofTable "loss" ten |> ignore)

    Assert.Equal(
        "'loss' is no metric to select by, expected one of threshold_closeness, confidence, variability, \
         correctness, forgetfulness",
        error.Message
    )
