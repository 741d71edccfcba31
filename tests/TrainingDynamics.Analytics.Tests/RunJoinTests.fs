module TrainingDynamics.Analytics.Tests.RunJoinTests

open System
open System.IO
open System.Text.Json.Nodes
open Deedle
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs
open TrainingDynamics.Analytics.Tests.JoinedRuns

[<Theory>]
[<InlineData(true)>]
[<InlineData(false)>]
let ``a run is joined by text with one whose first row was dropped and with one of a shuffled file``
    withExamples
    =
    inFolder (fun folder ->
        let whole = run folder "whole" (csvOf rows) true
        let less = run folder "less" (csvOf rows.Tail) withExamples
        let shuffled = run folder "shuffled" (csvOf (List.rev rows)) withExamples

        for other, count in [ less, 19; shuffled, 20 ] do
            let found = compared whole other
            Assert.Equal(JoinBy.Text, found.Join.By)
            Assert.Equal(count, found.Guids.Length)
            Assert.Empty found.GoldDiffers
            Assert.Equal(1.0, found.SpearmanConfidence, 1e-12)
            Assert.Equal(20 - count, found.OnlyInA.Length)
            Assert.Empty found.OnlyInB
            Assert.Equal($"joined by text: {count} examples", RunJoin.describe found.Join))

[<Fact>]
let ``texts that occur more than once are left out and counted`` () =
    inFolder (fun folder ->
        let whole = run folder "whole" (csvOf (rows @ [ rows[0]; rows[5] ])) true
        let other = run folder "other" (csvOf (List.rev rows)) true
        let found = compared whole other
        Assert.Equal(18, found.Guids.Length)
        Assert.Equal<int[]>([| 0; 5; 20; 21 |], found.Join.LeftOut[0])
        Assert.Equal(2, found.Join.LeftOut[1].Length)
        Assert.Empty found.OnlyInA
        Assert.Empty found.OnlyInB

        Assert.Equal(
            "joined by text: 18 examples, 4 with a text that occurs more than once left out",
            RunJoin.describe found.Join
        ))

[<Fact>]
let ``files of the same bytes are joined by guid, repeated texts and all`` () =
    inFolder (fun folder ->
        let csv = csvOf (rows @ [ rows[0] ])
        let a, b = run folder "a" csv true, run folder "b" csv true
        let found = compared a b
        Assert.Equal(JoinBy.Guid, found.Join.By)
        Assert.Equal(21, found.Guids.Length)
        Assert.Equal("joined by guid: 21 examples", RunJoin.describe found.Join))

let withIds first rows =
    "id,text,label\n"
    + String.Join("", rows |> List.mapi (fun i (text, label) -> $"{first + i},{text},{label}\n"))

[<Fact>]
let ``ids of the data's own join other files, and other texts under them are counted`` () =
    inFolder (fun folder ->
        let a = run folder "a" (withIds 100 rows) true

        let edited =
            rows
            |> List.mapi (fun i (text, label) -> (if i < 3 then text + "!" else text), label)

        let b = run folder "b" (withIds 100 edited) true
        let found = compared a b
        Assert.Equal(JoinBy.Guid, found.Join.By)
        Assert.Equal<int[]>([| 0; 1; 2 |], found.Join.OtherText)
        Assert.Equal("joined by guid: 20 examples, 3 of them with another text", RunJoin.describe found.Join))

[<Fact>]
let ``ids that each file counts anew are not believed`` () =
    inFolder (fun folder ->
        let a = run folder "a" (withIds 0 rows) true
        let b = run folder "b" (withIds 0 (List.rev rows)) true
        let found = compared a b
        Assert.Equal(JoinBy.Text, found.Join.By)
        Assert.Equal(1.0, found.SpearmanConfidence, 1e-12))

[<Fact>]
let ``runs that share no text are refused, also where row numbers meet`` () =
    inFolder (fun folder ->
        let a = run folder "a" (csvOf rows) true

        let b =
            run folder "b" (csvOf [ for text, label in rows -> "book " + text, label ]) true

        let error =
            Assert.Throws<AnalyticsException>(fun () -> compared a b |> ignore).Message

        Assert.Equal(
            "the runs share no text that is there once, expected runs over data that have examples in common",
            error
        )

        let _, _, byGuid = Comparison.opened (Some JoinBy.Guid) 0.33 a b

        Assert.Equal(
            "joined by guid: 20 examples, 20 of them with another text",
            RunJoin.describe byGuid.Join
        ))

[<Fact>]
let ``an older run whose source has gone cannot be joined by text and says why`` () =
    inFolder (fun folder ->
        let a = run folder "a" (csvOf rows) true
        let b = run folder "b" (csvOf rows.Tail) false
        File.Delete(Path.Combine(folder, "b.csv"))

        let error =
            Assert.Throws<AnalyticsException>(fun () -> compared a b |> ignore).Message

        Assert.StartsWith(
            $"{b}: its examples cannot be joined by text: {b}.csv is not there any more",
            error
        )

        Assert.Contains("--join guid", error))

[<Fact>]
let ``a run given twice is refused, by whatever name`` () =
    inFolder (fun folder ->
        let a = run folder "a" (csvOf rows) true
        let link = Path.Combine(folder, "link")
        Directory.CreateSymbolicLink(link, a) |> ignore

        for again in [ a; a + "/"; link; Path.Combine(a, "training_dynamics") ] do
            let error =
                Assert.Throws<AnalyticsException>(fun () -> compared a again |> ignore).Message

            Assert.Equal($"{a} and {again} are the same run, expected different ones; leave one out", error))

[<Fact>]
let ``classes of one name are one class whatever their number, and others differ`` () =
    inFolder (fun folder ->
        let a = run folder "a" (csvOf rows) true
        // Another class in front of both.
        let b = run folder "b" (csvOf (("new", "awful") :: rows)) true
        Assert.Empty((compared a b).GoldDiffers)

        let flipped =
            [ for text, label in rows -> text, (if label = "bad" then "good" else "bad") ]

        let c = run folder "c" (csvOf flipped) true
        Assert.Equal(20, (compared a c).GoldDiffers.Length)

        let aggregate other =
            let runs = [| RunExamples a; RunExamples other |]
            let reports = [| TrainingDynamicsReport.Open a; TrainingDynamicsReport.Open other |]
            let join = DecisionReport.Join(runs, reports |> Array.map _.Guids, null)

            Assert
                .Throws<AnalyticsException>(fun () ->
                    DecisionReport.Aggregate(join, runs, reports, 0.33) |> ignore)
                .Message

        Assert.Equal(
            $"{b} has the classes awful, bad, good and {a} bad, good, expected runs on the same classes; td compare \
              shows two runs with different ones",
            aggregate b
        )

        Assert.StartsWith(
            "found another gold class in run 2 than in the first for 20 of 20 examples, guid 0 first",
            aggregate c
        ))

[<Fact>]
let ``three runs are joined by text in the first one's order`` () =
    inFolder (fun folder ->
        let runs =
            [|
                run folder "a" (csvOf rows) true
                run folder "b" (csvOf rows.Tail) true
                run folder "c" (csvOf (List.rev rows)) true
            |]

        let reports = runs |> Array.map TrainingDynamicsReport.Open
        let examples = runs |> Array.map RunExamples
        let join = DecisionReport.Join(examples, reports |> Array.map _.Guids, null)
        Assert.Equal<int[][]>([| [| 1..19 |]; [| 0..18 |]; [| 18..-1..0 |] |], join.Rows)
        Assert.Equal<int[][]>([| [| 0 |]; [||]; [| 19 |] |], join.Unmatched)
        let seeds = DecisionReport.Aggregate(join, examples, reports, 0.33)
        Assert.Equal(1.0, seeds.AgreementConfidence, 1e-12))

[<Fact>]
let ``a frame of two runs has the guid of both`` () =
    inFolder (fun folder ->
        let a = run folder "a" (csvOf rows) true
        let b = run folder "b" (csvOf (List.rev rows)) true
        let frame = ComparisonFrame.ofRuns a b
        Assert.Equal(20, frame.RowCount)
        Assert.Equal("15", (frame.GetColumn<string> "guid_b") |> Series.get "4")
        Assert.Equal(0.0, frame?delta_confidence |> Series.get "4")

        let wrong = ComparisonFrame.ofRunsBy JoinBy.Guid a b
        Assert.Equal("4", (wrong.GetColumn<string> "guid_b") |> Series.get "4"))

[<Fact>]
let ``texts of a run with its examples need no source and keep the source's names`` () =
    inFolder (fun folder ->
        let a = run folder "a" (csvOf rows) true
        File.Delete(Path.Combine(folder, "a.csv"))
        let frame = DynamicsFrame.load a |> DynamicsFrame.withTexts a
        Assert.Equal("text 7", (frame.GetColumn<string> "text") |> Series.get "7")
        Assert.Equal("good", (frame.GetColumn<string> "label") |> Series.get "7")
        Assert.Equal(9, (frame.GetColumn<int> "line") |> Series.get "7"))

[<Fact>]
let ``a list of guids selects its examples in its order`` () =
    inFolder (fun folder ->
        let table = MetricsFile.readOrCompute (run folder "a" (csvOf rows) true)
        let path = Path.Combine(folder, "list.csv")
        File.WriteAllText(path, "guid,text\n7,x\n3,y\n7,z\n")
        let selection = SelectionFile.read null path table
        Assert.Equal<string list>([ "7"; "3" ], [ for pick in selection.Picks -> string pick.Guid ])
        WholeFile.Write(Path.Combine(folder, "s.json"), SelectionJson.write ignore selection)
        let again = SelectionFile.read null (Path.Combine(folder, "s.json")) table
        Assert.Equal(SelectionOrigin.List(path, None), again.Origin)
        Assert.Equal<int list>([ 7; 3 ], [ for pick in again.Picks -> pick.Row ])
        File.WriteAllText(path, "{\"easy\": [1], \"hard\": [2]}")
        Assert.Equal(2, (SelectionFile.read "hard" path table).Picks[0].Row)
        File.WriteAllText(path, "3\n99\n")

        Assert.Equal(
            $"{path}: found 1 of 2 guids that are none of the run's 20, the first '99'; expected a list of examples of \
              this run",
            Assert.Throws<AnalyticsException>(fun () -> SelectionFile.read null path table |> ignore).Message
        ))
