module TrainingDynamics.Analytics.Tests.SelectionFileTests

open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let table =
    RegionsTests.tableOf [ 0.9; 0.2; 0.5; 0.7; 0.1; 0.4 ] [ 0.1; 0.2; 0.4; 0.3; 0.05; 0.5 ]

let guidsOf (selection: Selection) =
    selection.Picks |> Array.map (fun pick -> int pick.Guid.Integer) |> List.ofArray

[<Fact>]
let ``a region as a selection has the region's examples in its order`` () =
    for name, expected in [ "easy", [ 0; 3 ]; "hard", [ 4; 1 ]; "ambiguous", [ 5; 2 ] ] do
        let found = Selection.ofRegion name 0.4 table
        Assert.Equal<int list>(expected, guidsOf found)
        Assert.Equal(SelectionOrigin.Region(name, 0.4), found.Origin)

    let error =
        Assert.Throws<AnalyticsException>(fun () -> Selection.ofRegion "odd" 0.4 table |> ignore)

    Assert.Equal("'odd' is no region, expected one of easy, ambiguous, hard", error.Message)

let ranked request =
    Selection.select request (SelectionScore.ofTable "confidence" table) table

[<Fact>]
let ``a selection of every kind reads back as it was written`` () =
    let plain = SelectionRequest.ranked (SelectionSize.Count 2)

    let picky =
        { plain with
            Strategy = SelectionStrategy.Random
            Size = SelectionSize.Fraction 0.5
            Worst = true
            Band = Some { Low = 0.15; High = infinity }
            SkipTop = Some(SelectionSize.Count 1)
            Seed = 7
        }

    let all =
        Selection.union
            [|
                ranked plain
                ranked picky
                Selection.intersection [| Selection.ofRegion "hard" 0.5 table; ranked plain |]
            |]

    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "selection.json")

        for selection in [ ranked plain; ranked picky; all ] do
            WholeFile.Write(path, SelectionJson.write ignore selection)
            Assert.Equal(selection, SelectionFile.read null path table))

[<Fact>]
let ``what is no selection of this run is refused`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "selection.json")

        let message (text: string) =
            File.WriteAllText(path, text)

            let error =
                Assert.Throws<AnalyticsException>(fun () -> SelectionFile.read null path table |> ignore)

            error.Message.Replace(path, "selection.json")

        Assert.Equal(
            "selection.json: found the regions hard, expected to be told which one; pass it as --region",
            message "{\"hard\": [1, 2]}"
        )

        Assert.StartsWith(
            "selection.json: found 1 of 1 guids that are none of the run's 6",
            message "sentence\n"
        )

        Assert.Equal(
            "selection.json: found no selection, expected a selection.json as td select --output-dir writes it, or \
             another list of guids",
            message "{\"how\": {}, \"examples\": [7]}"
        )

        Assert.Equal(
            "selection.json: guid 17 is none of the run's 6, expected a selection from the same data",
            message "{\"how\": {}, \"examples\": [{\"guid\": 17}]}"
        ))
