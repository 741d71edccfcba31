module TrainingDynamics.Review.QueueTests

open System
open System.IO
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs
open TrainingDynamics.Review.ReviewRun
open Xunit

let private guids (rows: QueueRow[]) =
    rows |> Array.map (fun row -> row.Guid.Integer)

[<Fact>]
let ``A queue holds the top of the ranking, then random rows from all others`` () =
    let queue = queueOf "none" request
    Assert.Equal<int64>([ 0L .. 9L ], queue.Of Stratum.Top |> guids)
    Assert.Equal<int>([ 1..30 ], queue.Rows |> Array.map _.Rank)
    let random = queue.Of Stratum.Random |> guids
    Assert.Equal(20, (Array.distinct random).Length)
    Assert.All(random, (fun guid -> Assert.InRange(guid, 10L, 59L)))
    Assert.NotEqual<int64>(Array.sort random, random)
    Assert.Equal(50, queue.Rest)

[<Fact>]
let ``The random rows depend on the seed and not on the order of the ranking`` () =
    let random request =
        queueOf "none" request |> fun queue -> queue.Of Stratum.Random |> guids

    Assert.Equal<int64>(random request, random request)
    Assert.NotEqual<int64>(random request, random { request with Seed = 2 })

[<Fact>]
let ``Every row says why in one sentence of its numbers`` () =
    let rows = (queueOf "none" request).Rows

    Assert.Equal(
        "wrong in 5 of 5 epochs, never learnt; 1 with 0.98 on average; confident learning flags it",
        rows[0].Why
    )

    Assert.All(
        rows,
        fun row ->
            let isRight = row.EpochsAgainst = 0
            Assert.Equal(isRight, row.Why.StartsWith("right in all 5 epochs; ", StringComparison.Ordinal))
    )

[<Fact>]
let ``A queue is read as it was written, and is never changed`` () =
    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")
        let queue = queueOf run request
        QueueFile.write folder queue
        Assert.Equal(queue, QueueFile.read folder)
        let bytes = File.ReadAllBytes folder.QueuePath

        let error =
            Assert.Throws<AnalyticsException>(fun () ->
                QueueFile.write folder (queueOf run { request with Seed = 2 }))

        Assert.Contains("is there already, and a queue is never changed", error.Message)
        Assert.Equal<byte>(bytes, File.ReadAllBytes folder.QueuePath))

[<Fact>]
let ``A further queue leaves out what was decided, and a skipped row is not`` () =
    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")
        let queue = queueOf run request
        QueueFile.write folder queue
        journalOf folder "kim" [ act Verdict.Keep queue.Rows[0]; act Verdict.Skip queue.Rows[1] ]
        let decided = Consensus.decidedElsewhere run "q2"
        Assert.Equal<ExampleGuid>([ queue.Rows[0].Guid ], decided)

        let second =
            queueOf
                run
                { request with
                    Name = "q2"
                    Excluded = decided
                }

        Assert.Equal<int64>([ 1L .. 10L ], second.Of Stratum.Top |> guids)
        Assert.DoesNotContain(0L, guids second.Rows)
        Assert.Equal((1, 49), (second.Excluded, second.Rest))
        Assert.Empty(Consensus.decidedElsewhere run "q1"))

[<Fact>]
let ``More rows than there are, an unknown order and a name that is no folder's are refused`` () =
    let message draw =
        Assert.Throws<AnalyticsException>(Action draw).Message

    let messageOf request =
        message (fun () -> queueOf "none" request |> ignore)

    Assert.Contains("60 examples", messageOf { request with Random = 51 })
    Assert.Contains("active-cleaning, confidence", messageOf { request with Order = "x" })

    Assert.Contains(
        "the queue's name is '../x'",
        message (fun () -> ReviewFolder.Of("none", "../x") |> ignore)
    )

[<Fact>]
let ``A damaged queue is refused with its place`` () =
    inTemporary (fun run ->
        let folder = ReviewFolder.Of(run, "q1")
        QueueFile.write folder (queueOf run request)
        let text = File.ReadAllText folder.QueuePath

        for damaged in [ text[.. text.Length / 2]; "[]"; text.Replace("\"given\"", "\"taken\"") ] do
            File.WriteAllText(folder.QueuePath, damaged)

            let error =
                Assert.Throws<LogFormatException>(fun () -> QueueFile.read folder |> ignore)

            Assert.StartsWith(folder.QueuePath, error.Message))
