module TrainingDynamics.Analytics.Tests.RegionsFileTests

open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let written table regions =
    let mutable text = ""

    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "three_regions_data_indices.json")
        RegionsFile.write path table regions
        text <- File.ReadAllText path)

    text

[<Fact>]
let ``integers are numbers and strings are escaped as Python escapes them`` () =
    let table =
        { RegionsTests.tableOf [ 0.1; 0.5; 0.9 ] [ 0.1; 0.3; 0.2 ] with
            Guids =
                [|
                    ExampleGuid.FromText "a/\"é"
                    ExampleGuid.FromInteger -5L
                    ExampleGuid.FromInteger 9007199254740993L
                |]
        }

    // Regions of one example each, which no shuffle changes.
    Assert.Equal(
        "{\"hard\": [\"a/\\\"\\u00e9\"], \"easy\": [9007199254740993], \"ambiguous\": [-5]}",
        written table (Regions.split 0.34 table)
    )

[<Fact>]
let ``the regions are shuffled one after the other by one generator`` () =
    let table = RegionsTests.tableOf (List.replicate 10 0.5) (List.replicate 10 0.1)

    let regions =
        {
            Proportion = 1.0
            Hard = Array.init 10 id
            Easy = Array.init 7 id
            Ambiguous = [||]
        }

    // Python's random.seed(1), shuffle of range(10), then of range(7).
    Assert.Equal(
        "{\"hard\": [6, 8, 9, 7, 5, 3, 0, 4, 1, 2], \"easy\": [2, 5, 4, 3, 0, 1, 6], \"ambiguous\": []}",
        written table regions
    )
