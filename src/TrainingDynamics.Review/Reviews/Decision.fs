namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open System.Text.Json
open TrainingDynamics.Logs

/// What a reviewer does with a row.
[<RequireQualifiedAccess>]
type Verdict =
    /// The given label is right.
    | Keep
    /// Another label is right.
    | Relabel
    /// No label is right, or several.
    | Ambiguous
    /// The row does not belong into the data set.
    | Remove
    /// Not decided.
    | Skip
    /// An earlier act of the same reviewer does not count.
    | Undo

/// One act of a reviewer, a line of a journal.
type Decision =
    {
        /// Counts the acts of a journal, from 1.
        Seq: int
        /// UTC, in milliseconds.
        Time: DateTime
        /// Who.
        Reviewer: string
        /// The row.
        Guid: ExampleGuid
        /// Of the row; empty where it is not known.
        TextHash: string
        /// Label of the data set.
        Given: string
        /// Label that the model suggests.
        Suggested: string
        /// See Verdict.
        Verdict: Verdict
        /// Of Keep the given label, of Relabel the new one, else empty.
        Label: string
        /// Of Undo the Seq of the act that does not count, else 0.
        Undoes: int
        /// From the row's appearance to the act; NaN where nobody measured.
        Seconds: float
        /// Whether the reviewer saw the suggestion.
        ShownSuggestion: bool
        /// Of the row in the queue.
        Rank: int
        /// Of the row in the queue; NaN where it is infinite.
        Score: float
        /// Of the row in the queue.
        Stratum: Stratum
        /// The reviewer's words; empty for none.
        Note: string
    }

/// What a reviewer or several say about a row in the end.
[<RequireQualifiedAccess>]
type Vote =
    /// This label is right, the given one or another.
    | Label of string
    /// No label is right, or several.
    | Ambiguous
    /// The row does not belong into the data set.
    | Remove

/// Decisions as lines and what they come to.
[<RequireQualifiedAccess>]
module Decision =

    let private words =
        [
            Verdict.Keep, "keep"
            Verdict.Relabel, "relabel"
            Verdict.Ambiguous, "ambiguous"
            Verdict.Remove, "remove"
            Verdict.Skip, "skip"
            Verdict.Undo, "undo"
        ]

    /// The verdict's word in a journal.
    let word verdict =
        words |> List.find (fun (one, _) -> one = verdict) |> snd

    let private verdictOf word =
        match words |> List.tryFind (fun (_, one) -> one = word) with
        | Some(verdict, _) -> verdict
        | None -> raise (JsonException $"'{word}' is no decision")

    /// One line, without its end.
    let line (decision: Decision) =
        JsonFields.objectOf (fun json ->
            json.WriteNumber("seq", decision.Seq)
            json.WriteString("time", JsonFields.timeOf decision.Time)
            json.WriteString("reviewer", decision.Reviewer)
            JsonFields.writeGuid "guid" decision.Guid json
            JsonFields.writeText "text_hash" decision.TextHash json
            json.WriteString("given", decision.Given)
            json.WriteString("suggested", decision.Suggested)
            json.WriteString("decision", word decision.Verdict)
            JsonFields.writeText "label" decision.Label json

            if decision.Verdict = Verdict.Undo then
                json.WriteNumber("undoes", decision.Undoes)

            JsonFields.writeNumber "seconds" decision.Seconds json
            json.WriteBoolean("shown_suggestion", decision.ShownSuggestion)
            json.WriteNumber("rank", decision.Rank)
            JsonFields.writeNumber "score" decision.Score json
            json.WriteString("stratum", QueueFile.nameOfStratum decision.Stratum)
            JsonFields.writeText "note" decision.Note json)

    /// The act of a line. Raises JsonException where it is none.
    let parse (line: byte[]) =
        use document = JsonDocument.Parse(ReadOnlyMemory line)
        let json = document.RootElement

        if json.ValueKind <> JsonValueKind.Object then
            raise (JsonException "it is no object")

        let verdict = JsonFields.text "decision" json |> verdictOf

        {
            Seq = JsonFields.whole "seq" json
            Time = JsonFields.time "time" json
            Reviewer = JsonFields.text "reviewer" json
            Guid = JsonFields.guid "guid" json
            TextHash = JsonFields.textOrEmpty "text_hash" json
            Given = JsonFields.text "given" json
            Suggested = JsonFields.text "suggested" json
            Verdict = verdict
            Label =
                if verdict = Verdict.Relabel then
                    JsonFields.text "label" json
                else
                    JsonFields.textOrEmpty "label" json
            Undoes =
                if verdict = Verdict.Undo then
                    JsonFields.whole "undoes" json
                else
                    0
            Seconds = JsonFields.number "seconds" json
            ShownSuggestion = JsonFields.flag "shown_suggestion" json
            Rank = JsonFields.whole "rank" json
            Score = JsonFields.number "score" json
            Stratum = JsonFields.text "stratum" json |> QueueFile.stratumOf
            Note = JsonFields.textOrEmpty "note" json
        }

    /// The acts of several journals as one, each once, by time; the order of the journals does not matter.
    let merge (acts: Decision seq) =
        acts
        |> Seq.map (fun act -> struct (act, Text.Encoding.UTF8.GetString(line act)))
        |> Seq.distinctBy (fun struct (_, line) -> line)
        |> Seq.sortWith (fun struct (a, first) struct (b, second) ->
            match compare (a.Time, a.Seq) (b.Time, b.Seq) with
            | 0 -> String.CompareOrdinal(first, second)
            | order -> order)
        |> Seq.map (fun struct (act, _) -> act)
        |> Array.ofSeq

    /// The acts that count: of every reviewer and row the last one that was not undone, in the order of `merge`.
    let standing (acts: Decision seq) =
        let acts = merge acts

        let undone =
            acts
            |> Array.filter (fun act -> act.Verdict = Verdict.Undo)
            |> Array.map (fun act -> struct (act.Reviewer, act.Guid, act.Undoes))
            |> HashSet

        acts
        |> Array.filter (fun act ->
            act.Verdict <> Verdict.Undo
            && not (undone.Contains(struct (act.Reviewer, act.Guid, act.Seq))))
        |> Array.rev
        |> Array.distinctBy (fun act -> act.Reviewer, act.Guid)
        |> Array.rev

    /// What the act says about its row; None for one that decides nothing.
    let vote (decision: Decision) =
        match decision.Verdict with
        | Verdict.Keep -> Some(Vote.Label decision.Given)
        | Verdict.Relabel -> Some(Vote.Label decision.Label)
        | Verdict.Ambiguous -> Some Vote.Ambiguous
        | Verdict.Remove -> Some Vote.Remove
        | Verdict.Skip
        | Verdict.Undo -> None
