namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open TrainingDynamics.Logs

/// Where one reviewer stands in a queue. Everything follows from the journal, so a review that was killed goes on where it
/// was.
type ReviewSession =
    {
        /// What is reviewed.
        Queue: Queue
        /// The reviewer's acts, in the journal's order.
        Acts: Decision[]
        /// Seq of the last act before this sitting; rows that were skipped until then are shown again at the end.
        Since: int
    }

/// Walking through a queue.
[<RequireQualifiedAccess>]
module ReviewSession =

    let private lastSeq (acts: Decision[]) =
        acts |> Array.fold (fun last act -> max last act.Seq) 0

    /// The beginning of a sitting. acts: of the reviewer.
    let start (queue: Queue) (acts: Decision[]) =
        {
            Queue = queue
            Acts = acts
            Since = lastSeq acts
        }

    /// The same after one more act.
    let after (decision: Decision) (session: ReviewSession) =
        { session with
            Acts = Array.append session.Acts [| decision |]
        }

    let private standing session =
        let acts = Dictionary<ExampleGuid, Decision>()

        for act in Decision.standing session.Acts do
            acts[act.Guid] <- act

        acts

    /// The row to show: the first one without an act, then those that were skipped in earlier sittings; null where all are
    /// decided.
    let current session : QueueRow | null =
        let acts = standing session

        let isOpen (row: QueueRow) =
            match acts.TryGetValue row.Guid with
            | false, _ -> true
            | true, _ -> false

        let wasSkipped (row: QueueRow) =
            let act = acts[row.Guid]
            act.Verdict = Verdict.Skip && act.Seq <= session.Since

        match session.Queue.Rows |> Array.tryFind isOpen with
        | Some row -> row
        | None ->
            match session.Queue.Rows |> Array.tryFind wasSkipped with
            | Some row -> row
            | None -> null

    /// Rows with an act that decides something.
    let decided session =
        (standing session).Values
        |> Seq.filter (Decision.vote >> Option.isSome)
        |> Seq.length

    /// Median time from a row's appearance to its act, in seconds; NaN before the first one.
    let pace session =
        let times =
            session.Acts
            |> Array.map _.Seconds
            |> Array.filter Double.IsFinite
            |> Array.sort

        if times.Length = 0 then nan else times[times.Length / 2]

    /// An act on a row. label: of Relabel the new one, else empty; the given label keeps. seconds: since it appeared.
    let act (row: QueueRow) verdict label seconds shownSuggestion note =
        let keeps = verdict = Verdict.Relabel && label = row.Given

        {
            Row = row
            Verdict = if keeps then Verdict.Keep else verdict
            Label = if keeps then "" else label
            Undoes = 0
            Seconds = seconds
            ShownSuggestion = shownSuggestion
            Note = note
        }

    /// An act that takes back the last one that counts, of any sitting; null where there is none.
    let undo session seconds : Act | null =
        let acts = Decision.standing session.Acts

        if acts.Length = 0 then
            null
        else
            let last = acts |> Array.maxBy _.Seq

            match session.Queue.Rows |> Array.tryFind (fun row -> row.Guid = last.Guid) with
            | None -> null
            | Some row ->
                { act row Verdict.Undo "" seconds false "" with
                    Undoes = last.Seq
                }

    /// The label that the words mean: its number from 1, its name, or the only one that begins so; null where none does.
    let labelOf (queue: Queue) (words: string) : string | null =
        let words = words.Trim()

        let begins =
            queue.Labels
            |> Array.filter (fun label -> label.StartsWith(words, StringComparison.OrdinalIgnoreCase))

        match
            Int32.TryParse(words, Globalization.NumberStyles.None, Globalization.CultureInfo.InvariantCulture)
        with
        | _ when words.Length = 0 -> null
        | _ when queue.Labels |> Array.contains words -> words
        | true, number when number >= 1 && number <= queue.Labels.Length -> queue.Labels[number - 1]
        | _ when begins.Length = 1 -> begins[0]
        | _ -> null
