namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open System.IO
open System.Text.Json
open TrainingDynamics.Logs

/// What an act says, without what the journal adds to it.
type Act =
    {
        /// The row.
        Row: QueueRow
        /// See Decision.
        Verdict: Verdict
        /// Of Relabel the new label, else empty.
        Label: string
        /// Of Undo the Seq of the act that does not count, else 0.
        Undoes: int
        /// From the row's appearance to the act; NaN where nobody measured.
        Seconds: float
        /// Whether the reviewer saw the suggestion.
        ShownSuggestion: bool
        /// The reviewer's words; empty for none.
        Note: string
    }

/// `decisions-REVIEWER.jsonl`, open for one process alone by the lock beside it; everybody may read it meanwhile. An act is in the file
/// when `Append` returns; of a file that was cut anywhere all whole lines count, and the rest goes.
[<Sealed>]
type DecisionJournal
    private (path: string, reviewer: string, hold: FileStream, file: FileStream, acts: ResizeArray<Decision>)
    =

    static let parsed (path: string) (bytes: byte[]) =
        JsonFields.wholeLines bytes
        |> Array.mapi (fun number line ->
            try
                Decision.parse line
            with
            | :? JsonException
            | :? InvalidOperationException as e ->
                raise (
                    LogFormatException(
                        path,
                        int64 number + 1L,
                        $"found no decision ({e.Message}), expected a line as td review writes it; remove the line",
                        e
                    )
                ))

    let mutable isBroken = false

    /// The acts of a journal, in its order; none where there is no file. A last line without its end is left out. Raises
    /// LogFormatException for a whole line that is no act, and where the file cannot be read.
    static member Read(path: string) =
        if not (File.Exists path) then
            [||]
        else
            try
                RegularFile.ReadAllBytes(path, RegularFile.MostListBytes) |> parsed path
            with
            | :? IOException
            | :? UnauthorizedAccessException as e ->
                raise (LogFormatException(path, 0L, $"the decisions cannot be read: {e.Message}", e))

    /// The acts of all reviewers of a queue. Raises as Read.
    static member ReadAll(folder: ReviewFolder) =
        folder.Reviewers |> Array.collect (folder.JournalPath >> DecisionJournal.Read)

    /// Opens a reviewer's journal, which is made where there is none. Raises AnalyticsException while another process has
    /// it open, LogFormatException for a whole line that is no act, IOException where it cannot be written.
    static member Open(folder: ReviewFolder, reviewer: string) =
        let path = folder.JournalPath reviewer
        RegularFile.Require path

        Directory.CreateDirectory folder.Path |> ignore

        // On Unix .NET locks a file that is opened without sharing by flock, which ends with the process; the lock is a file by
        // itself, because readers of the journal would meet it too.
        let hold =
            try
                new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1)
            with :? IOException as e when
                (match e.HResult &&& 0xFFFF with
                 | 11
                 | 35
                 | 32 -> true
                 | _ -> false) ->
                refuse
                    $"{path} is open in another process: {reviewer} reviews this queue there; end that review first, or give another --reviewer"

        try
            let file =
                new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 1)

            try
                let bytes = Array.zeroCreate<byte>(int file.Length)
                file.ReadExactly bytes
                let whole = 1 + Array.LastIndexOf(bytes, byte '\n')
                let acts = ResizeArray(parsed path bytes[.. whole - 1])

                if whole < bytes.Length then
                    file.SetLength(int64 whole)

                new DecisionJournal(path, reviewer, hold, file, acts)
            with _ ->
                file.Dispose()
                reraise ()
        with _ ->
            hold.Dispose()
            reraise ()

    member private _.Add(decisions: Decision[]) =
        if isBroken then
            raise (IOException $"{path} could not be written to before; start the review again")

        let length = file.Length

        try
            file.Seek(0L, SeekOrigin.End) |> ignore

            file.Write(
                ReadOnlySpan(decisions |> Array.collect (fun one -> Array.append (Decision.line one) "\n"B))
            )

            file.Flush true
        with e ->
            isBroken <- true
            file.SetLength length
            raise (IOException($"the decision is not kept: {path} cannot be written to ({e.Message})", e))

        acts.AddRange decisions

    member private _.DecisionOf(act: Act, seq: int, time: DateTime) =
        {
            Seq = seq
            Time = DateTime(time.Ticks - time.Ticks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc)
            Reviewer = reviewer
            Guid = act.Row.Guid
            TextHash = act.Row.TextHash
            Given = act.Row.Given
            Suggested = act.Row.Suggested
            Verdict = act.Verdict
            Label =
                if act.Verdict = Verdict.Keep then
                    act.Row.Given
                else
                    act.Label
            Undoes = act.Undoes
            Seconds = act.Seconds
            ShownSuggestion = act.ShownSuggestion
            Rank = act.Row.Rank
            Score = act.Row.Score
            Stratum = act.Row.Stratum
            Note = act.Note
        }

    member private _.NextSeq = 1 + (acts |> Seq.fold (fun last one -> max last one.Seq) 0)

    /// Appends an act, and gives its line. time: in UTC.
    member this.Append(act: Act, time: DateTime) =
        let decision = this.DecisionOf(act, this.NextSeq, time)
        this.Add [| decision |]
        decision

    /// Appends the acts that say something else than what stands, and gives how many: answers that come a second time change
    /// nothing. time: in UTC.
    member this.AppendNew(others: Act seq, time: DateTime) =
        let stands = Dictionary<ExampleGuid, Decision>()

        for one in Decision.standing acts do
            stands[one.Guid] <- one

        let isNew (act: Act) =
            match stands.TryGetValue act.Row.Guid with
            | false, _ -> true
            | true, one ->
                one.Verdict <> act.Verdict
                || (act.Verdict = Verdict.Relabel && one.Label <> act.Label)
                || one.Note <> act.Note

        let first = this.NextSeq

        let added =
            others
            |> Seq.filter isNew
            |> Seq.mapi (fun place act -> this.DecisionOf(act, first + place, time))
            |> Array.ofSeq

        this.Add added
        added.Length

    /// Appends the acts that are not there yet, unchanged; gives how many.
    member this.Merge(others: Decision seq) =
        let known =
            acts |> Seq.map (Decision.line >> Text.Encoding.UTF8.GetString) |> HashSet

        let added =
            Decision.merge others
            |> Array.filter (Decision.line >> Text.Encoding.UTF8.GetString >> known.Add)

        this.Add added
        added.Length

    /// All acts, in the file's order.
    member _.Acts: Decision[] = acts.ToArray()

    interface IDisposable with
        /// Lets go of the journal.
        member _.Dispose() =
            file.Dispose()
            hold.Dispose()
