module TrainingDynamics.Analytics.Tests.SelectionGoldenTests

open System
open System.IO
open System.Security.Cryptography
open System.Text.Json
open Xunit
open TrainingDynamics.Analytics

let runs: TheoryData<string> = TheoryData<string>(TestFolders.goldenRuns)

[<Theory>]
[<MemberData(nameof runs)>]
let ``the first third by every metric and direction is the reference's, in its order`` (run: string) =
    let golden = TestFolders.goldenMetrics run
    let table = (Metrics.ofRun Metrics.defaults golden).Table

    use selections =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(golden, "selection_33.json")))

    for name in SelectionScore.names do
        for key, worst in [ name, false; name + "_worst", true ] do
            let expected =
                [|
                    for guid in selections.RootElement.GetProperty(key).EnumerateArray() -> string guid
                |]

            let request =
                { SelectionRequest.ranked (SelectionSize.Fraction 0.33) with
                    Worst = worst
                }

            let selection = Selection.select request (SelectionScore.ofTable name table) table
            Assert.Equal<string[]>(expected, selection.Picks |> Array.map (fun pick -> string pick.Guid))

// Of what the reference's data_selection.py (--proportion 0.33, pandas 1.5.3) writes for the golden metrics.
[<Theory>]
[<InlineData("binary-200x6", "d6be49dba36d73f0d3869f9d278675dcb6c3b815e7af6dea88fd189323df806f")>]
[<InlineData("seven-way-60x4", "1bd5e90f9bb08448860aab01a520c6295a830490064b72fe367220a19a4c9d61")>]
[<InlineData("three-way-150x5-string-guids",
             "f8894203b7378087ff0c298f6ee9c94183ac10008ae63732d8559a6553d1a0d4")>]
let ``the regions file equals the reference's byte for byte`` (run: string) (sha256: string) =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "three_regions_data_indices.json")
        let table = (Metrics.ofRun Metrics.defaults (TestFolders.goldenMetrics run)).Table
        Regions.split Regions.DefaultProportion table |> RegionsFile.write path table
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes path))))
