module TrainingDynamics.Review.ExchangeTests

open System
open System.IO
open System.Text.Json
open TrainingDynamics.Analytics
open TrainingDynamics.Logs
open TrainingDynamics.Review.ReviewRun
open Xunit

let private queue = queueOf "none" request

let private verdicts (acts: Act[]) =
    acts
    |> Array.map (fun act -> act.Row.Rank, Decision.word act.Verdict, act.Label)

[<Fact>]
let ``Exported as csv and answered, a queue comes back as decisions`` () =
    inTemporary (fun folder ->
        let path = Path.Combine(folder, "queue.csv")
        Exchange.export "csv" queue (Func<_, _>(fun (guid: ExampleGuid) -> $"text \"{guid}\",\nsecond")) path
        let table = TrainingDynamics.Data.TableFile.Read path
        Assert.Equal(30, table.RowCount)
        let lines = File.ReadAllText(path).Replace(",,,\n", ",{0},{1},\n").Split("{0},{1}")

        let answers =
            [
                "relabel", "good"
                "keep", ""
                "ambiguous", ""
                "", "good"
                "", "bad"
                "skip", ""
            ]

        let answered =
            lines
            |> Array.mapi (fun i line ->
                match List.tryItem i answers with
                | Some(word, label) -> $"{line}{word},{label}"
                | None when i = lines.Length - 1 -> line
                | None -> $"{line},")
            |> String.concat ""

        File.WriteAllText(path, answered)
        let acts = Exchange.import "csv" queue path

        Assert.Equal<int * string * string>(
            [
                1, "relabel", "good"
                2, "keep", ""
                3, "ambiguous", ""
                4, "keep", ""
                5, "keep", ""
                6, "skip", ""
            ],
            verdicts acts
        )

        let review = ReviewFolder.Of(folder, "q1")
        use journal = DecisionJournal.Open(review, "kim")
        Assert.Equal(6, journal.AppendNew(acts, moment))
        Assert.Equal(0, journal.AppendNew(acts, moment))

        let other =
            { acts[1] with
                Verdict = Verdict.Remove
            }

        Assert.Equal(1, journal.AppendNew([ other ], moment)))

[<Fact>]
let ``Label Studio's tasks have its field names, and its annotations become decisions`` () =
    inTemporary (fun folder ->
        let path = Path.Combine(folder, "tasks.json")
        Exchange.export "label-studio" queue (Func<_, _>(fun (guid: ExampleGuid) -> $"text {guid}")) path
        use tasks = JsonDocument.Parse(File.ReadAllText path)
        let at (name: string) (json: JsonElement) = json.GetProperty name
        let first (json: JsonElement) = json[0]
        let task = first tasks.RootElement
        let result = task |> at "predictions" |> first |> at "result" |> first
        let choice = result |> at "value" |> at "choices" |> first
        Assert.Equal("label", string (at "from_name" result))
        Assert.Equal("text", string (at "to_name" result))
        Assert.Equal(queue.Rows[0].Suggested, string choice)
        Assert.Equal("1", string (task |> at "data" |> at "rank"))

        Assert.Contains(
            "<Choices name=\"label\" toName=\"text\" choice=\"single\">",
            Exchange.labelStudioInterface queue
        )

        let annotated (row: QueueRow) choice isCancelled =
            $"""{{"id":{row.Rank},"data":{{"text":"x","guid":{row.Guid}}},"annotations":[{{"id":1,"was_cancelled":{isCancelled},"lead_time":2.5,"result":[{{"type":"choices","value":{{"choices":["{choice}"]}}}}]}}]}}"""

        let rows = queue.Rows

        File.WriteAllText(
            path,
            $"""[{annotated rows[0] "good" "false"},{annotated rows[1] "good" "true"},{annotated rows[2] "(remove)" "false"}]"""
        )

        let acts = Exchange.import "label-studio" queue path

        Assert.Equal<int * string * string>(
            [ 1, "relabel", "good"; 2, "skip", ""; 3, "remove", "" ],
            verdicts acts
        )

        Assert.Equal(2.5, acts[0].Seconds)
        File.WriteAllText(path, "{}")

        Assert.Throws<LogFormatException>(fun () -> Exchange.import "label-studio" queue path |> ignore)
        |> ignore)

[<Fact>]
let ``cleanlab's table is written and read with its directions`` () =
    inTemporary (fun folder ->
        let path = Path.Combine(folder, "issues.csv")
        Exchange.export "cleanlab" queue (Func<_, _>(fun (guid: ExampleGuid) -> $"text {guid}")) path
        let lines = File.ReadAllLines path
        Assert.Equal("guid,is_label_issue,label_score,given_label,predicted_label,text", lines[0])
        Assert.StartsWith("0,True,0.016", lines[1])
        let acts = Exchange.import "cleanlab" queue path
        Assert.Equal(30, acts.Length)
        Assert.Equal((Verdict.Relabel, "good"), (acts[0].Verdict, acts[0].Label))

        for act in acts do
            Assert.Equal(
                (if act.Row.Given = act.Row.Suggested then
                     Verdict.Keep
                 else
                     Verdict.Relabel),
                act.Verdict
            ))

[<Fact>]
let ``An answer that the queue cannot take is refused`` () =
    inTemporary (fun folder ->
        let path = Path.Combine(folder, "answers.csv")

        for content, fault in
            [
                "guid,label\n99,good\n", "line 2: guid 99 is not in the queue q1"
                "guid,label\n0,gut\n", "guid 0 has the label 'gut', expected one of bad, good"
                "guid,decision\n0,yes\n", "guid 0 has the decision 'yes', expected keep"
            ] do
            File.WriteAllText(path, content)

            let error =
                Assert.Throws<AnalyticsException>(fun () -> Exchange.import "csv" queue path |> ignore)

            Assert.Contains(fault, error.Message)

        Assert.Throws<AnalyticsException>(fun () -> Exchange.import "x" queue path |> ignore)
        |> ignore)
