module TrainingDynamics.Review.DecisionTests

open System
open System.IO
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs
open TrainingDynamics.Review.ReviewRun

let private queue = queueOf "none" request

let private verdicts =
    [
        Verdict.Keep
        Verdict.Relabel
        Verdict.Ambiguous
        Verdict.Remove
        Verdict.Skip
    ]

// Acts on few rows, so that they meet; an undo names any earlier act of its row.
let private actsOf (choices: (int * int) list) =
    choices
    |> List.mapi (fun i (row, what) ->
        let row = queue.Rows[abs (row % 4)]

        match abs (what % 7) with
        | verdict when verdict < 5 -> act verdicts[verdict] row
        | other ->
            { act Verdict.Undo row with
                Undoes = max 1 (i - other + 5)
            })

let private decisions reviewer (start: DateTime) choices =
    actsOf choices
    |> List.mapi (fun i act ->
        {
            Seq = i + 1
            Time = start.AddSeconds(float i)
            Reviewer = reviewer
            Guid = act.Row.Guid
            TextHash = ""
            Given = act.Row.Given
            Suggested = act.Row.Suggested
            Verdict = act.Verdict
            Label =
                (if act.Verdict = Verdict.Keep then
                     act.Row.Given
                 else
                     act.Label)
            Undoes = act.Undoes
            Seconds = 1.0
            ShownSuggestion = false
            Rank = act.Row.Rank
            Score = act.Row.Score
            Stratum = act.Row.Stratum
            Note = "a\u2028b \"c\" \\"
        })
    |> Array.ofList

[<Property(MaxTest = 30)>]
let ``A journal that was cut anywhere is read to its last whole line, and goes on from there``
    (choices: (int * int) list)
    (NonNegativeInt cut)
    =
    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")
        journalOf folder "kim" (actsOf choices)
        let path = folder.JournalPath "kim"
        let all = DecisionJournal.Read path
        Assert.Equal(choices.Length, all.Length)
        let bytes = File.ReadAllBytes path
        let kept = bytes[.. cut % (bytes.Length + 1) - 1]
        let whole = kept |> Array.filter ((=) 10uy) |> Array.length
        File.WriteAllBytes(path, kept)
        Assert.Equal<Decision>(all[.. whole - 1], DecisionJournal.Read path)

        (use journal = DecisionJournal.Open(folder, "kim")
         Assert.Equal<Decision>(all[.. whole - 1], journal.Acts)
         journal.Append(act Verdict.Keep queue.Rows[0], moment) |> ignore)

        let after = DecisionJournal.Read path
        Assert.Equal<int>([ 1 .. whole + 1 ], after |> Array.map _.Seq)
        Assert.Equal<Decision>(all[.. whole - 1], after[.. whole - 1]))

[<Property(MaxTest = 100)>]
let ``Merging is commutative, and merging twice changes nothing``
    (first: (int * int) list)
    (second: (int * int) list)
    (isOne: bool)
    =
    let a = decisions "kim" moment first
    // The same reviewer on another machine, with the same numbers, or somebody else.
    let b = decisions (if isOne then "kim" else "ada") (moment.AddSeconds 2.0) second
    Assert.Equal<Decision>(Decision.merge (Array.append a b), Decision.merge (Array.append b a))
    Assert.Equal<Decision>(Decision.standing (Array.append a b), Decision.standing (Array.concat [ b; a; b ]))

[<Property(MaxTest = 100)>]
let ``An act is read as its line says it`` (choices: (int * int) list) =
    for decision in decisions "kim" moment choices do
        Assert.Equal(decision, Decision.line decision |> Decision.parse)

[<Fact>]
let ``The last act counts, and undoing it brings back the one before`` () =
    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")
        let row = queue.Rows[0]
        journalOf folder "kim" [ act Verdict.Keep row; act Verdict.Relabel row ]
        let path = folder.JournalPath "kim"

        let votes () =
            DecisionJournal.Read path |> Decision.standing |> Array.map Decision.vote

        Assert.Equal<Vote option>([ Some(Vote.Label "good") ], votes ())

        (use journal = DecisionJournal.Open(folder, "kim")

         journal.Append({ act Verdict.Undo row with Undoes = 2 }, moment.AddSeconds 9.0)
         |> ignore)

        Assert.Equal<Vote option>([ Some(Vote.Label row.Given) ], votes ()))

[<Fact>]
let ``A reviewer has one journal, which one process at a time has open`` () =
    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")
        Directory.CreateDirectory folder.Path |> ignore
        use _ = DecisionJournal.Open(folder, "kim")

        let error =
            Assert.Throws<AnalyticsException>(fun () -> DecisionJournal.Open(folder, "kim") |> ignore)

        Assert.Contains("kim reviews this queue there", error.Message)
        use _ = DecisionJournal.Open(folder, "ada")
        Assert.Equal<string>([ "ada"; "kim" ], folder.Reviewers)
        Assert.Empty(DecisionJournal.Read(folder.JournalPath "kim")))

[<Fact>]
let ``A whole line that is no decision is refused with its number`` () =
    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")
        journalOf folder "kim" [ act Verdict.Keep queue.Rows[0] ]
        File.AppendAllText(folder.JournalPath "kim", "{\"seq\": 2}\n")

        let error =
            Assert.Throws<LogFormatException>(fun () -> DecisionJournal.ReadAll folder |> ignore)

        Assert.Contains("decisions-kim.jsonl, line 2: found no decision", error.Message))

[<Fact>]
let ``A journal from elsewhere is added once`` () =
    inTemporary (fun run ->
        let here, there = ReviewFolder.Of(run, "q1"), ReviewFolder.Of(run, "q2")
        journalOf here "kim" [ act Verdict.Keep queue.Rows[0] ]
        journalOf there "kim" [ act Verdict.Keep queue.Rows[0]; act Verdict.Remove queue.Rows[1] ]
        use journal = DecisionJournal.Open(here, "kim")
        let others = DecisionJournal.Read(there.JournalPath "kim")
        Assert.Equal(1, journal.Merge others)
        Assert.Equal(0, journal.Merge others)
        Assert.Equal(2, journal.Acts.Length))

let private outcomes rule acts =
    let queue = { queue with Rows = queue.Rows[..1] }

    Consensus.reviews queue acts
    |> Consensus.outcomes rule queue
    |> Array.map _.Vote

[<Fact>]
let ``Conflicts are decided as asked, and not at all by themselves`` () =
    let decide reviewer verdict =
        let one = decisions reviewer moment [ 0, List.findIndex ((=) verdict) verdicts ]
        one[0]

    let acts =
        [|
            decide "ada" Verdict.Keep
            decide "kim" Verdict.Relabel
            decide "lee" Verdict.Relabel
        |]

    Assert.Equal<Vote option>([ Some(Vote.Label "good"); None ], outcomes ConflictRule.Majority acts)
    Assert.Equal<Vote option>([ Some(Vote.Label "bad"); None ], outcomes (ConflictRule.Reviewer "ada") acts)
    Assert.Equal<Vote option>([ None; None ], outcomes ConflictRule.Majority acts[..1])
    // The model says good with .98.
    Assert.Equal<Vote option>([ Some(Vote.Label "good"); None ], outcomes ConflictRule.Crowdlab acts[..1])

    let error =
        Assert.Throws<AnalyticsException>(fun () -> outcomes ConflictRule.Refuse acts |> ignore)

    Assert.Contains(
        "found 1 rows that reviewers decide differently, the first is guid 0 (ada, kim, lee)",
        error.Message
    )
