namespace TrainingDynamics.Review

open System
open System.IO
open System.Security.Cryptography
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Logs

/// Runs and queues that the tests make up.
module ReviewRun =

    /// Runs `action` with a new folder that is gone afterwards.
    let inTemporary (action: string -> unit) =
        let folder = Directory.CreateTempSubdirectory "td-review-"

        try
            action folder.FullName
        finally
            folder.Delete true

    let names = [| "bad"; "good" |]

    /// Two classes; p: of the given class, by example; guid i has the label i % 2.
    let evidence (p: float[]) =
        let gold = p |> Array.mapi (fun i _ -> i % 2)

        {
            Guids = p |> Array.mapi (fun i _ -> ExampleGuid.FromInteger(int64 i))
            Gold = gold
            Classes = 2
            Epochs = 5
            Probabilities = Array2D.init p.Length 2 (fun i c -> if c = gold[i] then p[i] else 1.0 - p[i])
            Aum = p |> Array.map (fun p -> log (p / (1.0 - p)))
            MeanLoss = p |> Array.map (fun p -> -(log p))
            Contradictions =
                p
                |> Array.map (fun p ->
                    if p < 0.1 then 5
                    elif p < 0.5 then 3
                    else 0)
        }

    /// 60 examples, of which those with a low guid are suspected.
    let issues seed =
        Array.init 60 (fun i -> (float i + 1.0) / 62.0)
        |> evidence
        |> LabelIssues.find LabelFilter.PruneByNoiseRate seed

    /// Of a run folder that need not exist.
    let request =
        {
            Name = "q1"
            Order = Queue.ActiveCleaning
            Top = 10
            Random = 20
            Seed = 1
            Excluded = [||]
        }

    let queueOf run request =
        let queue = Queue.draw request (issues request.Seed) (RunExamples run)

        { queue with
            Labels = names
            Rows =
                queue.Rows
                |> Array.map (fun row ->
                    { row with
                        Given = names[int row.Given]
                        Suggested = names[int row.Suggested]
                    })
        }

    let act verdict (row: QueueRow) =
        {
            Row = row
            Verdict = verdict
            Label =
                if verdict = Verdict.Relabel then
                    names |> Array.find ((<>) row.Given)
                else
                    ""
            Undoes = 0
            Seconds = 1.5
            ShownSuggestion = true
            Note = ""
        }

    let moment = DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)

    /// A queue on disk whose rows a reviewer decides, one a second.
    let journalOf (folder: ReviewFolder) reviewer (acts: Act seq) =
        Directory.CreateDirectory folder.Path |> ignore
        use journal = DecisionJournal.Open(folder, reviewer)

        acts
        |> Seq.iteri (fun i act -> journal.Append(act, moment.AddSeconds(float i)) |> ignore)

    /// What a reviewer wrote who decides the first rows of the queue so.
    let decided (queue: Queue) verdicts =
        let mutable acts = [||]

        inTemporary (fun run ->
            let folder = ReviewFolder.Of(run, queue.Name)
            journalOf folder "kim" (verdicts |> List.mapi (fun i verdict -> act verdict queue.Rows[i]))
            acts <- DecisionJournal.ReadAll folder)

        acts

    /// A record of a file with the columns text and label.
    let recordedBy guid path format =
        let sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes path))
        DataFileRecord("train", path, sha256, 0, Layout = DataFileLayout(format, guid, "text", null, "label"))

    /// The same where the row number is the guid.
    let recorded = recordedBy null

    /// Of a row by its guid.
    let correction guid label =
        {
            Guid = string guid
            Given = ""
            New = label
            Who = "kim"
            When = ""
            Rule = "kim"
            TextHash = ""
        }
