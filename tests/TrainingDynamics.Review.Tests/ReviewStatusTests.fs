module TrainingDynamics.Review.ReviewStatusTests

open System.IO
open TrainingDynamics.Analytics
open TrainingDynamics.Logs
open TrainingDynamics.Review.ReviewRun
open Xunit

let private queue = queueOf "none" request

// Everybody's acts on the first rows of the queue.
let private acts (people: (string * Verdict list) list) =
    let mutable all = [||]

    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")

        for person, verdicts in people do
            journalOf folder person (verdicts |> List.mapi (fun i verdict -> act verdict queue.Rows[i]))

        all <- DecisionJournal.ReadAll folder)

    all

[<Fact>]
let ``The status counts what stands, and agreement is of the rows that both have labelled`` () =
    let status =
        ReviewStatus.make
            queue
            (acts
                [
                    "kim", [ Verdict.Relabel; Verdict.Keep; Verdict.Keep; Verdict.Ambiguous; Verdict.Skip ]
                    "ada", [ Verdict.Relabel; Verdict.Relabel; Verdict.Keep ]
                ])

    Assert.Equal((30, 4, 1), (status.Rows, status.Decided, status.Conflicts))
    let kim = status.Reviewers[1]

    Assert.Equal(
        ("kim", 4, 2, 1, 1, 1),
        (kim.Reviewer, kim.Decided, kim.Kept, kim.Relabelled, kim.Ambiguous, kim.Skipped)
    )

    Assert.Equal((4, 0, 150.0), (kim.Top, kim.Random, kim.SecondsPerHundred))
    let pair = Assert.Single status.Pairs
    Assert.Equal(("ada", "kim", 3), (pair.First, pair.Second, pair.Rows))
    // Labels 1 0 0 and 1 1 0.
    Assert.Equal(2.0 / 3.0, pair.Raw, 1e-12)
    Assert.Equal((2.0 / 3.0 - 4.0 / 9.0) / (1.0 - 4.0 / 9.0), pair.Kappa, 1e-12)

[<Fact>]
let ``The row that people decide differently is the one to ask about next`` () =
    let verdicts = List.replicate 6 Verdict.Relabel

    let next =
        ReviewStatus.next
            3
            queue
            (acts
                [
                    "ada", verdicts
                    "kim", List.updateAt 4 Verdict.Keep verdicts
                    "lee", verdicts
                ])

    Assert.Equal(3, next.Length)
    Assert.Equal(5, next[0].Row.Rank)

[<Fact>]
let ``A journal of another queue is refused with its first row`` () =
    let decisions = acts [ "kim", [ Verdict.Relabel ] ]
    ReviewStatus.refuseOther "x" queue decisions

    for other, fault in
        [
            { decisions[0] with
                Guid = ExampleGuid.FromInteger 99L
            },
            "guid 99 (seq 1) is not in the queue q1"
            { decisions[0] with TextHash = "0" }, "guid 0 (seq 1) has another text hash"
            { decisions[0] with Label = "so-so" }, "gets the label 'so-so', expected one of bad, good"
        ] do
        let error =
            Assert.Throws<AnalyticsException>(fun () -> ReviewStatus.refuseOther "x" queue [ other ])

        Assert.Contains(fault, error.Message)

[<Fact>]
let ``A sitting goes on where the journal ends, undoes without limit, and shows skipped rows again later``
    ()
    =
    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")
        let small = { queue with Rows = queue.Rows[..2] }

        let sitting () =
            ReviewSession.start small (DecisionJournal.Read(folder.JournalPath "kim"))

        let guid session =
            match ReviewSession.current session with
            | null -> -1L
            | row -> row.Guid.Integer

        let first = small.Rows[0].Guid.Integer

        let act verdict row =
            ReviewSession.act row verdict "" 1.0 true ""

        Directory.CreateDirectory folder.Path |> ignore
        use journal = DecisionJournal.Open(folder, "kim")

        let decide verdict session =
            ReviewSession.after
                (journal.Append(act verdict (nonNull (ReviewSession.current session)), moment))
                session

        let undo session =
            match ReviewSession.undo session 1.0 with
            | null -> session
            | act -> ReviewSession.after (journal.Append(act, moment)) session

        let session =
            sitting () |> decide Verdict.Skip |> decide Verdict.Keep |> decide Verdict.Keep

        Assert.Equal(-1L, guid session)
        Assert.Equal(2, ReviewSession.decided session)
        Assert.Equal(first, guid (sitting ()))
        let undone = sitting () |> undo
        Assert.Equal(small.Rows[2].Guid.Integer, guid undone)
        let undone = undone |> undo |> undo
        Assert.Equal(first, guid undone)
        Assert.Equal(0, ReviewSession.decided undone)
        Assert.Equal(first, guid (undo undone))
        Assert.Equal<int>([ 1..6 ], DecisionJournal.Read(folder.JournalPath "kim") |> Array.map _.Seq))

[<Fact>]
let ``A label is named by its number, its name or its beginning`` () =
    let queue =
        { queue with
            Labels = [| "bad"; "good"; "3"; "gone" |]
        }

    let label (words: string) = ReviewSession.labelOf queue words
    Assert.Equal("good", label "2")
    Assert.Equal("3", label "3")
    Assert.Equal("bad", label " B")
    Assert.Null(label "go")
    Assert.Null(label "")
    Assert.Null(label "9")

[<Fact>]
let ``The suggestion of the given label keeps it`` () =
    let row = queue.Rows[0]
    let kept = ReviewSession.act row Verdict.Relabel row.Given 1.0 true ""
    Assert.Equal((Verdict.Keep, ""), (kept.Verdict, kept.Label))
