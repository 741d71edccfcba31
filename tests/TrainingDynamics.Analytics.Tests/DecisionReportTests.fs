module TrainingDynamics.Analytics.Tests.DecisionReportTests

open System
open System.IO
open System.Text.Json
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Data

let golden = TestFolders.goldenMetrics "binary-200x6"

let report () =
    TrainingDynamicsReport.Compute(golden, MetricsRequest())

let guids (selection: Selection) =
    selection.Picks |> Array.map (fun pick -> string pick.Guid)

[<Fact>]
let ``a query selects what the modules select`` () =
    let report = report ()

    let query =
        SelectionQuery(Metric = "variability", Fraction = 0.33, Worst = true, SkipTopCount = 3)

    let request =
        { SelectionRequest.ranked (SelectionSize.Fraction 0.33) with
            Worst = true
            SkipTop = Some(SelectionSize.Count 3)
        }

    let score = SelectionScore.ofTable "variability" report.Table

    Assert.Equal<string[]>(
        guids (Selection.select request score report.Table),
        guids (DecisionReport.Select(report, query))
    )

[<Fact>]
let ``selections combine, and say their classes`` () =
    let report = report ()
    let head = DecisionReport.Select(report, SelectionQuery(Count = 10))

    let band =
        DecisionReport.Select(report, SelectionQuery(Count = 5, Strategy = "random", BandHigh = 0.5))

    let union = Selection.union [| head; band |]
    let intersection = Selection.intersection [| head; band |]
    Assert.Equal(15, union.Picks.Length + intersection.Picks.Length)
    Assert.Equal(union.Picks.Length, Array.sum (DecisionReport.ClassCounts(report, union)))

[<Fact>]
let ``a band that is open on one side is recorded without that bound`` () =
    let selection =
        DecisionReport.Select(report (), SelectionQuery(Count = 5, BandHigh = 0.5))

    TestFolders.inTemporary (fun folder ->
        let source = Path.Combine(folder, "train.csv")
        let rows = selection.Picks |> Array.map (fun pick -> $"{pick.Guid},text")
        File.WriteAllLines(source, Array.append [| "id,text" |] rows)
        let output = Path.Combine(folder, "out")

        let set =
            TrainingSetWriter.write
                {
                    Run = golden
                    File = TestFolders.trainingFile source (Some "id")
                }
                output
                selection

        use json = JsonDocument.Parse(File.ReadAllText set.SelectionFile)
        let band = json.RootElement.GetProperty("how").GetProperty "band"
        Assert.Equal("{\"low\":null,\"high\":0.5}", band.GetRawText())
        Assert.Equal(5, set.Rows))

[<Fact>]
let ``a run compared with and aggregated with itself agrees`` () =
    let table = report().Table
    Assert.Equal(1.0, (Comparison.compare 0.33 table table).SpearmanConfidence, 1e-12)
    let aggregate = SeedsAggregate.ofTables 0.33 [| table; table |]
    Assert.All(aggregate.Stability, (fun region -> Assert.Equal(1.0, region.Jaccard)))

[<Fact>]
let ``label issues are found and scored from files`` () =
    TestFolders.inTemporary (fun folder ->
        let issues = DecisionReport.FindLabelIssues(golden, MetricsRequest(First = 3), 1)
        Assert.Equal(3, issues.Evidence.Epochs)
        let worst = (LabelIssues.detector "fused" issues).Ranking[0]
        let truth = Path.Combine(folder, "truth.tsv")
        File.WriteAllText(truth, $"guid\n{issues.Evidence.Guids[worst]}\n")
        let scores = DecisionReport.ScoreDetectors(issues, truth, 1)
        let fused = scores |> Array.find (fun score -> score.Detector = "fused")
        Assert.Equal(1.0, fused.AveragePrecision)
        let list = Path.Combine(folder, "issues.csv")
        DecisionReport.WriteLabelIssues(issues, list, null, RunExamples folder, [||], [| 6; 0; 3 |])
        Assert.Equal(4, File.ReadAllLines(list).Length))

[<Fact>]
let ``queries that say too little, too much or something unknown are refused`` () =
    let message query =
        Assert.Throws<AnalyticsException>(fun () -> DecisionReport.Select(report (), query) |> ignore).Message

    Assert.Equal(
        "neither a fraction nor a count of examples is given, expected one",
        message (SelectionQuery())
    )

    Assert.Equal(
        "both a fraction (0.5) and a count (3) of selected examples are given, expected one of them",
        message (SelectionQuery(Fraction = 0.5, Count = 3))
    )

    Assert.Equal(
        "'best' is no strategy to select by, expected one of ranked, both-ends, random, stratified, class-balanced",
        message (SelectionQuery(Count = 3, Strategy = "best"))
    )
