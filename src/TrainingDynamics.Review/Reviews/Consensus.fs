namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open TrainingDynamics.Logs

/// How a row that reviewers decide differently is decided.
[<RequireQualifiedAccess>]
type ConflictRule =
    /// Not at all; somebody has to say how.
    | Refuse
    /// What most say; where as many say another thing, the row stays undecided.
    | Majority
    /// Labels by the posterior of CROWDLAB, everything else by Majority.
    | Crowdlab
    /// What this reviewer says; rows that the reviewer has not decided stay undecided.
    | Reviewer of string

/// Rules by their words.
[<RequireQualifiedAccess>]
module ConflictRule =

    /// `majority`, `crowdlab`, `reviewer:NAME`, or null to refuse conflicts. Raises AnalyticsException for other words.
    let ofWords (words: string | null) =
        match words with
        | null -> ConflictRule.Refuse
        | "majority" -> ConflictRule.Majority
        | "crowdlab" -> ConflictRule.Crowdlab
        | words when words.StartsWith("reviewer:", StringComparison.Ordinal) && words.Length > 9 ->
            ConflictRule.Reviewer words[9..]
        | words -> refuse $"'{words}' is no rule for conflicts, expected majority, crowdlab or reviewer:NAME"

/// What reviewers say about one row.
type RowReview =
    {
        /// Of the queue.
        Row: QueueRow
        /// The acts that decide something, in the order of the reviewers' names.
        Acts: Decision[]
    }

    /// Whether two of them say different things.
    member review.IsConflict =
        review.Acts |> Array.choose Decision.vote |> Array.distinct |> Array.length > 1

/// A row and what counts for it.
type Outcome =
    {
        /// The row and its acts.
        Review: RowReview
        /// None: nobody has decided, or nobody's opinion won.
        Vote: Vote option
        /// In words: `kim`, `majority of 3`, `crowdlab of 2`.
        Rule: string
    }

    /// Whether the given label is wrong: another one is right.
    member outcome.IsError =
        match outcome.Vote with
        | Some(Vote.Label label) -> label <> outcome.Review.Row.Given
        | _ -> false

/// What the reviewers of a queue say together.
[<RequireQualifiedAccess>]
module Consensus =

    /// Every row of the queue with the acts that stand, in the queue's order. Acts on rows that the queue does not have are
    /// left out.
    let reviews (queue: Queue) (acts: Decision seq) =
        let ofRow =
            Decision.standing acts
            |> Array.filter (Decision.vote >> Option.isSome)
            |> Array.groupBy _.Guid
            |> dict

        queue.Rows
        |> Array.map (fun row ->
            {
                Row = row
                Acts =
                    match ofRow.TryGetValue row.Guid with
                    | true, acts ->
                        acts
                        |> Array.sortWith (fun a b -> String.CompareOrdinal(a.Reviewer, b.Reviewer))
                    | false, _ -> [||]
            })

    /// Who decides anything, by name.
    let reviewers (reviews: RowReview[]) =
        reviews
        |> Array.collect (fun review -> review.Acts |> Array.map _.Reviewer)
        |> Array.distinct
        |> Array.sortWith (fun a b -> String.CompareOrdinal(a, b))

    /// [rows][people]: the label id that each reviewer gives, in the order of `reviewers`; -1 where there is none, also
    /// for ambiguous and removed rows.
    let labels (queue: Queue) (people: string[]) (reviews: RowReview[]) =
        let ids = Dictionary<string, int>()
        queue.Labels |> Array.iteri (fun id name -> ids.TryAdd(name, id) |> ignore)

        reviews
        |> Array.map (fun review ->
            people
            |> Array.map (fun person ->
                review.Acts
                |> Array.tryFind (fun act -> act.Reviewer = person)
                |> Option.bind Decision.vote
                |> function
                    | Some(Vote.Label label) when ids.ContainsKey label -> ids[label]
                    | _ -> -1))

    /// CROWDLAB's opinion of the rows that have a label, and the number of each in the queue; None where no row has one.
    let opinion (queue: Queue) (reviews: RowReview[]) =
        let labels = labels queue (reviewers reviews) reviews

        let rows =
            [| 0 .. reviews.Length - 1 |]
            |> Array.filter (fun row -> labels[row] |> Array.exists (fun label -> label >= 0))

        if rows.Length = 0 || queue.Labels.Length < 2 then
            None
        else
            Some(
                rows,
                Crowd.opinion
                    (rows |> Array.map (fun row -> labels[row]))
                    (rows |> Array.map (fun row -> queue.Rows[row].Probabilities))
            )

    let private majority (review: RowReview) =
        let counted =
            review.Acts
            |> Array.choose Decision.vote
            |> Array.countBy id
            |> Array.sortBy (snd >> (~-))

        match counted with
        | [||] -> None
        | [| vote, _ |] -> Some vote
        | _ when snd counted[0] > snd counted[1] -> Some(fst counted[0])
        | _ -> None

    let private who (review: RowReview) =
        review.Acts |> Array.map _.Reviewer |> String.concat ", "

    let private crowdVotes (queue: Queue) (reviews: RowReview[]) =
        match opinion queue reviews with
        | None -> dict []
        | Some(rows, opinion) ->
            rows
            |> Array.mapi (fun place row ->
                let posterior = opinion.Posterior[place]
                KeyValuePair(row, Vote.Label queue.Labels[Array.IndexOf(posterior, Array.max posterior)]))
            |> Dictionary
            :> IDictionary<int, Vote>

    /// What counts for every row of the queue. Raises AnalyticsException where rows are in conflict and the rule is to
    /// refuse, and for a reviewer who has decided nothing.
    let outcomes rule (queue: Queue) (reviews: RowReview[]) =
        let conflicts = reviews |> Array.filter _.IsConflict

        match rule with
        | ConflictRule.Refuse when conflicts.Length > 0 ->
            refuse
                $"found {conflicts.Length} rows that reviewers decide differently, the first is guid {conflicts[0].Row.Guid} \
                  ({who conflicts[0]}); td review --conflicts lists them; pass --conflicts majority, crowdlab or reviewer:NAME"
        | ConflictRule.Reviewer name when reviewers reviews |> Array.contains name |> not ->
            let known = String.Join(", ", reviewers reviews)
            refuse $"'{name}' has decided no row of {queue.Name}, expected one of its reviewers: {known}"
        | _ -> ()

        let crowd =
            match rule with
            | ConflictRule.Crowdlab -> crowdVotes queue reviews
            | _ -> dict []

        reviews
        |> Array.mapi (fun number review ->
            let vote, rule =
                match rule with
                | ConflictRule.Reviewer name ->
                    let act = review.Acts |> Array.tryFind (fun act -> act.Reviewer = name)
                    act |> Option.bind Decision.vote, name
                | ConflictRule.Crowdlab when
                    review.Acts.Length > 1
                    && (match majority review with
                        | Some Vote.Ambiguous
                        | Some Vote.Remove -> false
                        | _ -> crowd.ContainsKey number)
                    ->
                    Some crowd[number], $"crowdlab of {review.Acts.Length}"
                | _ when review.Acts.Length > 1 -> majority review, $"majority of {review.Acts.Length}"
                | _ -> majority review, who review

            {
                Review = review
                Vote = vote
                Rule = rule
            })

    /// Guids that a review has decided, of all queues of a run but this one.
    let decidedElsewhere (run: string) (name: string) =
        ReviewFolder.All run
        |> Array.filter (fun folder -> folder.Name <> name)
        |> Array.collect (fun folder -> DecisionJournal.ReadAll folder |> Decision.standing)
        |> Array.filter (Decision.vote >> Option.isSome)
        |> Array.map _.Guid
        |> Array.distinct
