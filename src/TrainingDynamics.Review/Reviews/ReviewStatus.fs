namespace TrainingDynamics.Review

open System
open TrainingDynamics.Logs

/// How far one reviewer is.
type ReviewerStatus =
    {
        /// Name.
        Reviewer: string
        /// Rows decided, and of the verdicts in the order keep, relabel, ambiguous, remove, skip.
        Decided: int
        /// Rows whose given label is right.
        Kept: int
        /// Rows that get another label.
        Relabelled: int
        /// Rows that no label fits.
        Ambiguous: int
        /// Rows that do not belong into the data set.
        Removed: int
        /// Rows that were skipped and not decided since.
        Skipped: int
        /// Rows of the top that are decided.
        Top: int
        /// Random rows that are decided.
        Random: int
        /// Time for a hundred decided rows, in seconds; NaN where nobody measured.
        SecondsPerHundred: float
    }

/// Two reviewers on the rows that both have given a label.
type PairAgreement =
    {
        /// The first, by name.
        First: string
        /// The second.
        Second: string
        /// Rows with a label of both.
        Rows: int
        /// Share of equal labels, in [0, 1]; NaN without rows.
        Raw: float
        /// See Agreement.kappa.
        Kappa: float
    }

/// How far a review is and how far its reviewers agree.
type ReviewStatus =
    {
        /// By name.
        Reviewers: ReviewerStatus[]
        /// Rows of the queue.
        Rows: int
        /// Rows that somebody has decided.
        Decided: int
        /// Rows that two decide differently.
        Conflicts: int
        /// Every pair of reviewers.
        Pairs: PairAgreement[]
        /// See Agreement.alpha, of all labels.
        Alpha: float
    }

/// A row to ask about next, and how sure its label is.
type NextRow =
    {
        /// The row.
        Row: QueueRow
        /// ActiveLab's score, in [0, 1]; low: a further label tells most.
        Score: float
        /// The label that CROWDLAB thinks right, and its posterior.
        Label: string
        /// In [0, 1].
        Quality: float
    }

/// Reading a review without deciding anything.
[<RequireQualifiedAccess>]
module ReviewStatus =

    let private ofReviewer (acts: Decision[]) reviewer =
        let own = acts |> Array.filter (fun act -> act.Reviewer = reviewer)

        let count verdict =
            own |> Array.filter (fun act -> act.Verdict = verdict) |> Array.length

        let decided = own |> Array.filter (Decision.vote >> Option.isSome)
        let times = decided |> Array.map _.Seconds |> Array.filter Double.IsFinite

        let ofStratum stratum =
            decided |> Array.filter (fun act -> act.Stratum = stratum) |> Array.length

        {
            Reviewer = reviewer
            Decided = decided.Length
            Kept = count Verdict.Keep
            Relabelled = count Verdict.Relabel
            Ambiguous = count Verdict.Ambiguous
            Removed = count Verdict.Remove
            Skipped = count Verdict.Skip
            Top = ofStratum Stratum.Top
            Random = ofStratum Stratum.Random
            SecondsPerHundred =
                if times.Length = 0 then
                    nan
                else
                    100.0 * Array.average times
        }

    let private pairsOf (people: string[]) (labels: int[][]) =
        [|
            for first in 0 .. people.Length - 1 do
                for second in first + 1 .. people.Length - 1 do
                    let both = labels |> Array.filter (fun row -> row[first] >= 0 && row[second] >= 0)

                    let a, b =
                        both |> Array.map (fun row -> row[first]), both |> Array.map (fun row -> row[second])

                    {
                        First = people[first]
                        Second = people[second]
                        Rows = both.Length
                        Raw = Agreement.raw (both |> Array.map (fun row -> [| row[first]; row[second] |]))
                        Kappa = if both.Length = 0 then nan else Agreement.kappa a b
                    }
        |]

    /// acts: of all reviewers.
    let make (queue: Queue) (acts: Decision seq) =
        let standing = Decision.standing acts
        let reviews = Consensus.reviews queue standing
        let people = Consensus.reviewers reviews
        let labels = Consensus.labels queue people reviews

        let reviewers =
            standing
            |> Array.map _.Reviewer
            |> Array.distinct
            |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

        {
            Reviewers = reviewers |> Array.map (ofReviewer standing)
            Rows = queue.Rows.Length
            Decided = reviews |> Array.filter (fun review -> review.Acts.Length > 0) |> Array.length
            Conflicts = reviews |> Array.filter _.IsConflict |> Array.length
            Pairs = pairsOf people labels
            Alpha = if people.Length < 2 then nan else Agreement.alpha labels
        }

    /// The rows of which one more label tells most, by ActiveLab; rows without a label are left out. count: at most.
    let next count (queue: Queue) (acts: Decision seq) =
        match Consensus.opinion queue (Consensus.reviews queue acts) with
        | None -> [||]
        | Some(rows, opinion) ->
            Array.init rows.Length id
            |> Array.sortBy (fun place -> opinion.AskNext[place])
            |> Array.truncate count
            |> Array.map (fun place ->
                let posterior = opinion.Posterior[place]
                let label = Array.IndexOf(posterior, Array.max posterior)

                {
                    Row = queue.Rows[rows[place]]
                    Score = opinion.AskNext[place]
                    Label = queue.Labels[label]
                    Quality = posterior[label]
                })

    /// Acts of another journal that the queue can take: AnalyticsException for the first one of a row that the queue lacks, of
    /// another text, or with a label that is none of its classes.
    let refuseOther (path: string) (queue: Queue) (acts: Decision seq) =
        let rows = queue.Rows |> Array.map (fun row -> row.Guid, row) |> dict

        for act in acts do
            match rows.TryGetValue act.Guid with
            | false, _ ->
                refuse
                    $"{path}: guid {act.Guid} (seq {act.Seq}) is not in the queue {queue.Name}; merge it into the queue that it is from"
            | true, row when row.TextHash <> act.TextHash ->
                refuse
                    $"{path}: guid {act.Guid} (seq {act.Seq}) has another text hash than in the queue {queue.Name}; merge it into the queue that it is from"
            | _ when act.Verdict = Verdict.Relabel && queue.Labels |> Array.contains act.Label |> not ->
                let known = String.Join(", ", ClassNames.Shown queue.Labels)

                refuse
                    $"{path}: guid {act.Guid} (seq {act.Seq}) gets the label '{act.Label}', expected one of {known}"
            | _ -> ()
