module TrainingDynamics.Analytics.Tests.LabelIssuesTests

open System
open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let evidenceOf (log: TestLog.Record list list) =
    let mutable found = Unchecked.defaultof<LabelEvidence>

    TestFolders.inTemporary (fun folder ->
        found <- TestLog.write folder log |> LabelEvidence.ofRun Metrics.defaults)

    found

// The worked example: four epochs, three classes, gold 0.
let workedExample: TestLog.Record list list =
    [
        [ 0.2f; 0.1f; -0.3f ]
        [ 1.0f; 0.5f; -0.5f ]
        [ 0.4f; 0.9f; -0.2f ]
        [ 2.0f; 0.0f; -1.0f ]
    ]
    |> List.map (fun logits -> [ "\"a\"", logits, 0 ])

[<Fact>]
let ``the worked example's margin, loss and gold probability`` () =
    let found = evidenceOf workedExample
    // Float32 logits such as 0.2 are off by up to 6e-8 / 2; otherwise six printed decimals.
    Assert.Equal(0.525, found.Aum[0], 1e-7)
    Assert.Equal(0.714296, found.MeanLoss[0], 5e-7)
    Assert.Equal(0.525319, found.Probabilities[0, 0], 5e-7)
    Assert.Equal(1.0, Array.sum found.Probabilities[0, *], 1e-15)
    Assert.Equal(3, found.Classes)
    Assert.Equal(4, found.Epochs)

[<Fact>]
let ``the epochs that are asked for are used alone`` () =
    TestFolders.inTemporary (fun folder ->
        let run = TestLog.write folder workedExample
        let first = LabelEvidence.ofRun { Metrics.defaults with First = Some 2 } run
        Assert.Equal(2, first.Epochs)
        // Margins .1 and .5.
        Assert.Equal(0.3, first.Aum[0], 1e-7)
        Assert.Equal(4, (LabelEvidence.ofRun { Metrics.defaults with First = Some 9 } run).Epochs)
        let all = LabelEvidence.ofRun Metrics.defaults run
        let last = LabelEvidence.ofRun { Metrics.defaults with Skip = 2 } run
        Assert.Equal(2, last.Epochs)
        Assert.Equal(all.Aum[0], (first.Aum[0] + last.Aum[0]) / 2.0, 1e-12)
        Assert.Equal<int[]>(all.Contradictions, Array.map2 (+) first.Contradictions last.Contradictions))

[<Fact>]
let ``epochs that give another class the greatest logit contradict a label`` () =
    TestFolders.inTemporary (fun folder ->
        let table =
            (Metrics.ofRun Metrics.defaults (TestLog.write folder workedExample)).Table

        let evidence = LabelEvidence.ofRun Metrics.defaults folder
        Assert.Equal<int[]>(table.Correctness |> Array.map (fun right -> 4 - right), evidence.Contradictions))

[<MetricsPropertyTests.LogProperty>]
let ``the order of the records in later epochs does not matter`` (log: TestLog.Record list list) =
    let reversed =
        match log with
        | first :: others -> first :: (others |> List.map List.rev)
        | [] -> []

    Assert.Equal<LabelEvidence>(evidenceOf log, evidenceOf reversed)

[<MetricsPropertyTests.LogProperty>]
let ``the mean gold probability is the metrics' confidence`` (log: TestLog.Record list list) =
    let evidence = evidenceOf log
    let table = (TestLog.metricsOf Metrics.defaults log).Table

    for row in 0 .. table.Count - 1 do
        // The metrics' probabilities are float32.
        Assert.Equal(table.Confidence[row], evidence.Probabilities[row, evidence.Gold[row]], 3e-7)

[<Fact>]
let ``a log that is not one run is refused by file, line and guid`` () =
    let message log =
        TestFolders.inTemporary
        |> fun inTemporary ->
            let mutable message = ""

            inTemporary (fun folder ->
                TestLog.write folder log |> ignore

                let error =
                    Assert.Throws<LogFormatException>(fun () ->
                        LabelEvidence.ofRun Metrics.defaults folder |> ignore)

                message <- error.Message.Replace(Path.Combine(folder, "training_dynamics") + "/", ""))

            message

    let record guid gold : TestLog.Record = guid, [ 1.0f; 0.0f ], gold

    let same =
        "all epochs of a run hold the same examples, so these files are not of one run"

    Assert.Equal(
        $"dynamics_epoch_1.jsonl, line 2: guid 3: not in dynamics_epoch_0.jsonl; {same}",
        message [ [ record "1" 0; record "2" 0 ]; [ record "1" 0; record "3" 0 ] ]
    )

    Assert.Equal(
        "dynamics_epoch_0.jsonl, line 2: guid 1: there twice in this file; an epoch holds every example once",
        message [ [ record "1" 0; record "1" 0 ] ]
    )

    Assert.Equal(
        $"dynamics_epoch_1.jsonl, line 1: guid 1: gold is 1 here and 0 in dynamics_epoch_0.jsonl; {same}",
        message [ [ record "1" 0 ]; [ record "1" 1 ] ]
    )

    Assert.Equal(
        $"dynamics_epoch_1.jsonl, line 1: the file ends without guid 2 (line 2 of dynamics_epoch_0.jsonl); {same}",
        message [ [ record "1" 0; record "2" 0 ]; [ record "1" 0 ] ]
    )

    Assert.Equal(
        "dynamics_epoch_0.jsonl, line 2: guid 2: 3 logits here and 2 in line 1 of dynamics_epoch_0.jsonl; all \
         records of a run have as many logits as there are classes",
        message [ [ record "1" 0; ("2", [ 1.0f; 0.0f; 0.0f ], 0) ] ]
    )

    Assert.Equal(
        "dynamics_epoch_0.jsonl, line 1: guid 1: one logit per example: a regression, for which softmax metrics \
         such as confidence are not defined",
        message [ [ ("1", [ 1.0f ], 0) ] ]
    )

/// The worked example of confident learning as a log of one epoch.
let eight =
    let logit (p: float) = float32 (log (p / (1.0 - p)))

    evidenceOf
        [
            [
                for row, p in List.indexed [ 0.9; 0.8; 0.6; 0.1; 0.3; 0.2; 0.15; 0.85 ] ->
                    TestLog.Record($"{row}", [ logit p; 0.0f ], row / 4)
            ]
        ]

let issues = LabelIssues.find LabelFilter.PruneByNoiseRate 1 eight

let ranking name =
    (LabelIssues.detector name issues).Ranking

[<Fact>]
let ``every detector puts the two contradicted labels first, the flagged with the other class`` () =
    for name in [ "confidence"; "aum"; "confident_learning"; "loss"; "fused" ] do
        Assert.Equal<int[]>([| 3; 7; 2; 4 |], (ranking name)[..3])

    Assert.Equal<int[]>([| 3; 7 |], issues.Flagged |> Array.indexed |> Array.filter snd |> Array.map fst)
    Assert.Equal<int[]>([| 0; 0; 0; 1; 1; 1; 1; 0 |], issues.Suggested)

[<Fact>]
let ``the fused suspicion is the mean of the four ranks`` () =
    // Row 3 is the most suspected by all four, row 0 the least.
    let fused = (LabelIssues.detector "fused" issues).Suspicion
    Assert.Equal(8.0, fused[3])
    Assert.Equal(1.0, fused[0])

[<Fact>]
let ``the random order is the seed's`` () =
    let other = LabelIssues.find LabelFilter.PruneByNoiseRate 2 eight
    Assert.NotEqual<int[]>(ranking "random", (LabelIssues.detector "random" other).Ranking)
    Assert.Equal<int[]>([| 0..7 |], Array.sort (ranking "random"))
    Assert.Equal<int[]>(ranking "fused", (LabelIssues.detector "fused" other).Ranking)

[<Fact>]
let ``detectors are scored against the truth, the random order among them`` () =
    let truth = Array.init 8 (fun row -> row = 3 || row = 7)
    let scores = LabelIssues.score [| 1; 2; 4 |] truth issues
    Assert.Equal<string[]>(LabelIssues.detectors, scores |> Array.map _.Detector)

    for score in scores |> Array.filter (fun score -> score.Detector <> "random") do
        Assert.Equal(1.0, score.AveragePrecision)
        Assert.Equal(1.0, score.Auroc)
        Assert.Equal<float[]>([| 1.0; 1.0; 0.5 |], score.PrecisionAt)

    Assert.True((Array.last scores).AveragePrecision < 1.0)

[<Fact>]
let ``an unknown detector is refused with those that are known`` () =
    let error =
        Assert.Throws<AnalyticsException>(fun () -> LabelIssues.detector "el2n" issues |> ignore)

    Assert.Equal(
        "'el2n' is no detector of label errors, expected one of confidence, aum, confident_learning, loss, fused, random",
        error.Message
    )
