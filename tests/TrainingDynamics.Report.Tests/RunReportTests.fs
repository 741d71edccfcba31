module TrainingDynamics.Report.Tests.RunReportTests

open System
open System.IO
open System.Text.RegularExpressions
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs
open TrainingDynamics.Report

let inTemporary (action: string -> unit) =
    let folder = Directory.CreateTempSubdirectory "td-report-"

    try
        action folder.FullName
    finally
        folder.Delete true

let examples, epochs = 30, 3

/// What a text could try: each would put "ran" where the test looks if it were markup or script.
let hostile =
    [|
        "<script>document.title='ran'</script>"
        "</script><script>document.title='ran'</script>"
        "<img src=x onerror=\"document.title='ran'\">"
        "<!--<script> \" ' ` & \u2028 \u2029 \\"
        "<a href=\"javascript:document.title='ran'\">x</a></textarea></td>"
    |]

let textOf (guid: ExampleGuid) =
    hostile[int guid.Integer % hostile.Length]

let writeRun folder =
    let dynamics = Path.Combine(folder, "training_dynamics")
    Directory.CreateDirectory dynamics |> ignore

    for epoch in 0 .. epochs - 1 do
        File.WriteAllLines(
            Path.Combine(dynamics, $"dynamics_epoch_{epoch}.jsonl"),
            [
                for i in 0 .. examples - 1 ->
                    // Example i's margin grows with i and with the epoch; the first ones are wrong.
                    let margin = (float i - 8.0) / 4.0 + float epoch * 0.25
                    let text = margin.ToString("R", Globalization.CultureInfo.InvariantCulture)
                    $"{{\"guid\": {i}, \"logits_epoch_{epoch}\": [{text}, 0], \"gold\": 0}}"
            ]
        )

    folder

let writePage folder =
    let page = Path.Combine(folder, "report.html")

    RunReport.Write(
        writeRun folder,
        MetricsRequest(),
        page,
        "<b>title</b>",
        textOf,
        [| "<i>negative</i>"; "positive" |],
        10,
        fun _ -> null
    )

    page

let evaluated folder epoch support =
    let scores =
        ClassificationScores(
            0.6,
            Nullable(),
            0.5,
            0.4,
            [|
                ClassScores("<i>negative</i>", 0.125, 0.25, 0.375, support)
                ClassScores("positive", 1.0, 0.75, 0.875, 3)
            |],
            [| [| 1; 4321 |]; [| 0; 3 |] |]
        )

    use log = new EventLog(RunFolder(folder).EventsPath)

    log.On(
        Evaluated(epoch, readOnlyDict [ "accuracy", 0.6 ], Classification = readOnlyDict [ "dev", scores ])
    )

[<Fact>]
let ``the page says how well the classes were predicted by the model that the run has`` () =
    inTemporary (fun folder ->
        Assert.DoesNotContain("Classes of the dev set", File.ReadAllText(writePage folder))
        evaluated folder 0 1234
        evaluated folder 1 99
        let html = File.ReadAllText(writePage folder)
        Assert.Contains("Classes of the dev set after epoch 2", html)
        Assert.Contains("&lt;i&gt;negative&lt;/i&gt;", html)

        for cell in [ "0.125"; "0.250"; "0.375"; "99"; "4,321" ] do
            Assert.Contains($"<td class=\"number\">{cell}</td>", html)

        using (new EventLog(RunFolder(folder).EventsPath)) (fun log ->
            log.On(RunFinished(1.0, BestEpoch = Nullable 0)))

        Assert.Contains("Classes of the dev set after epoch 1", File.ReadAllText(writePage folder))
        File.AppendAllText(RunFolder(folder).EventsPath, "no event\n")
        Assert.DoesNotContain("Classes of the dev set", File.ReadAllText(writePage folder)))

[<Fact>]
let ``the page is whole in itself and no text of the data is markup in it`` () =
    inTemporary (fun folder ->
        let html = File.ReadAllText(writePage folder)
        Assert.StartsWith("<!DOCTYPE html>", html)
        Assert.Contains("<title>&lt;b&gt;title&lt;/b&gt;</title>", html)
        Assert.Contains("\\u003Cscript\\u003Edocument.title", html)
        Assert.DoesNotContain("<script>document.title", html)

        Assert.DoesNotContain(
            "<img",
            Regex.Replace(html, "<script>.*?</script>", "", RegexOptions.Singleline)
        )
        // Plotly's own script names addresses; no element loads one.
        Assert.DoesNotMatch(
            "<(script|link|img)[^>]* (src|href)=",
            Regex.Replace(html, "<script>.*?</script>", "", RegexOptions.Singleline)
        )

        Assert.Contains("default-src 'none'", Net.WebUtility.HtmlDecode html))

[<Fact>]
let ``a page of some epochs says which and counts them as the run does`` () =
    inTemporary (fun folder ->
        let page = Path.Combine(folder, "report.html")

        RunReport.Write(
            writeRun folder,
            MetricsRequest(Skip = 1),
            page,
            "title",
            textOf,
            [||],
            10,
            (fun _ -> null)
        )

        let html = File.ReadAllText page
        Assert.Contains("30 examples, epochs 2 to 3 of 3", html)
        Assert.Contains("\"firstEpoch\":2,", html)
        Assert.Contains("max=\"2\"", html))

[<Fact>]
let ``a run without logs is refused`` () =
    inTemporary (fun folder ->
        let error =
            Assert.Throws<LogFormatException>(fun () ->
                RunReport.Write(
                    folder,
                    MetricsRequest(),
                    Path.Combine(folder, "r.html"),
                    "",
                    textOf,
                    [||],
                    1,
                    fun _ -> null
                ))

        Assert.StartsWith(folder, error.Message)
        Assert.False(File.Exists(Path.Combine(folder, "r.html"))))

[<ChromiumFact>]
let ``two runs are one page with the map of changes and the greatest movers`` () =
    inTemporary (fun folder ->
        let report name =
            TrainingDynamicsReport.Open(
                writeRun (Directory.CreateDirectory(Path.Combine(folder, name)).FullName),
                MetricsRequest()
            )

        let a, b = report "a", report "b"
        b.Table.Confidence[29] <- 0.25
        let page = Path.Combine(folder, "comparison.html")

        RunReport.WriteComparison(
            Comparison.compare 0.33 a.Table b.Table,
            a,
            b,
            textOf,
            (fun guid -> $"train.csv:{guid.Integer + 2L}"),
            page,
            "b vs. a",
            2
        )

        let shown = Chromium.dump folder page
        Assert.Contains("<title>b vs. a</title>", shown)
        Assert.Contains("more often correct in B", shown)
        let movers = shown[shown.IndexOf("id=\"movers\"", StringComparison.Ordinal) ..]
        Assert.Equal(3, Regex.Matches(movers[.. movers.IndexOf "</table>"], "<tr>").Count)
        Assert.Contains("<td>29</td><td>train.csv:31</td>", movers)
        Assert.Contains(">0.250</td>", movers))
