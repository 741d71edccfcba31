module TrainingDynamics.Analytics.Tests.SelectionPropertyTests

open System
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open TrainingDynamics.Analytics

/// A table of 1 to 200 examples with tied confidences and one to four classes, and how many to select from it.
type Case =
    {
        Table: MetricsTable
        Size: int
        Seed: int
    }

type AnyCase =
    static member Case() =
        Arb.fromGen (
            gen {
                let! n = Gen.choose (1, 200)

                let! confidence =
                    Gen.listOfLength n (Gen.choose (0, 40) |> Gen.map (fun c -> float c / 40.0))

                let! gold = Gen.listOfLength n (Gen.choose (0, 3))
                let! size = Gen.choose (1, n)
                let! seed = Gen.choose (0, 1000)

                return
                    {
                        Table =
                            { RegionsTests.tableOf confidence (List.replicate n 0.1) with
                                Gold = Some(Array.ofList gold)
                            }
                        Size = size
                        Seed = seed
                    }
            }
        )

type CasePropertyAttribute() =
    inherit PropertyAttribute(Arbitrary = [| typeof<AnyCase> |], MaxTest = 200, Replay = "2020,1205159")

let select strategy (case: Case) =
    let request =
        { SelectionRequest.ranked (SelectionSize.Count case.Size) with
            Strategy = strategy
            Seed = case.Seed
        }

    Selection.select request (SelectionScore.ofTable "confidence" case.Table) case.Table

[<CaseProperty>]
let ``every strategy selects exactly the asked number, each example once`` (case: Case) =
    for strategy in SelectionJson.strategies do
        let picks = (select strategy case).Picks
        Assert.Equal(case.Size, picks.Length)
        Assert.Equal(case.Size, picks |> Array.distinctBy _.Row |> Array.length)
        Assert.All(picks, fun pick -> Assert.Equal(case.Table.Guids[pick.Row], pick.Guid))

[<CaseProperty>]
let ``the two ends are disjoint and no example of the head is above one of the tail`` (case: Case) =
    let picks = (select SelectionStrategy.BothEnds case).Picks
    let head, tail = picks |> Array.partition (fun pick -> pick.Reason = "head")
    Assert.Equal(int (float case.Size * 0.7), head.Length)

    for a in head do
        for b in tail do
            Assert.True(a.Rank < b.Rank)

[<CaseProperty>]
let ``no class is short while another has more than one over it`` (case: Case) =
    let selection = select SelectionStrategy.ClassBalanced case
    let counts = Selection.classCounts case.Table selection
    let sizes = Array.zeroCreate<int> counts.Length

    for gold in Option.get case.Table.Gold do
        sizes[gold] <- sizes[gold] + 1

    for small in 0 .. counts.Length - 1 do
        if counts[small] < sizes[small] then
            Assert.All(counts, fun count -> Assert.True(count <= counts[small] + 1))

let permuted (table: MetricsTable) seed =
    let rows = Array.init table.Count id
    Random(seed).Shuffle rows

    let of' (column: 'a[]) =
        rows |> Array.map (fun row -> column[row])

    { table with
        Guids = of' table.Guids
        Confidence = of' table.Confidence
        Gold = table.Gold |> Option.map of'
    }

[<CaseProperty>]
let ``what is picked by chance does not depend on the order of the records`` (case: Case) =
    for strategy in [ SelectionStrategy.Random; SelectionStrategy.Stratified ] do
        let guids case =
            (select strategy case).Picks
            |> Array.map (fun pick -> string pick.Guid)
            |> Set.ofArray

        Assert.Equal<Set<string>>(
            guids case,
            guids
                { case with
                    Table = permuted case.Table case.Seed
                }
        )

[<CaseProperty>]
let ``scores selected by rank do not depend on the order of the records`` (case: Case) =
    for strategy in [ SelectionStrategy.Ranked; SelectionStrategy.BothEnds ] do
        let scores case =
            (select strategy case).Picks |> Array.map _.Score

        Assert.Equal<float[]>(
            scores case,
            scores
                { case with
                    Table = permuted case.Table case.Seed
                }
        )
