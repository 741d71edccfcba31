namespace TrainingDynamics.Review

open System
open System.Collections.Generic

/// What a review says about the whole data set.
type ReviewEffect =
    {
        /// Rows of the top, and how many of them are decided.
        Top: int
        /// See Top.
        TopReviewed: int
        /// Of the decided rows of the top, those with another label than given.
        TopErrors: int
        /// Rows that are neither in the top nor decided in another queue.
        Rest: int
        /// Random rows that are decided.
        Sampled: int
        /// Of these, those with another label than given.
        SampledErrors: int
        /// Decided rows that no label fits.
        Ambiguous: int
        /// Decided rows that do not belong into the data set.
        Removed: int
        /// Share of wrong labels in the decided part of the top; NaN without one.
        Precision: float
        /// Of the precision, by Wilson.
        PrecisionInterval: Interval
        /// Errors of the whole set; null while the top is not decided completely or no random row is.
        Estimate: ErrorEstimate | null
        /// How many more rows to review, in random order, for nine tenths of all errors; -1 without an estimate.
        RowsToNineTenths: int
        /// Share of equal labels of two reviewers of a row; NaN where no row has two.
        Raw: float
        /// See Agreement.alpha.
        Alpha: float
        /// Time for a hundred decided rows, over all reviewers, in seconds; NaN where nobody measured.
        SecondsPerHundred: float
        /// What limits these numbers, a sentence each.
        Warnings: string[]
    }

/// Measuring what a review found.
[<RequireQualifiedAccess>]
module ReviewEffect =

    let private warnings (queue: Queue) topReviewed top sampled random undecided =
        [|
            if sampled = 0 && queue.Rest > 0 then
                if random = 0 then
                    "the queue has no random rows, so that only the precision of the top is known; draw one with --random"
                else
                    "no random row is reviewed, so that only the precision of the top is known; review them too"

            if topReviewed < top then
                $"{top - topReviewed} of the {top} rows of the top are not reviewed, so that the errors of the whole set are not known; review them too"

            if sampled > 0 && sampled < random then
                $"{random - sampled} of the {random} random rows are not reviewed; every one of them narrows the interval"

            if undecided > 0 then
                $"{undecided} reviewed rows are in conflict and count as not reviewed; pass --conflicts majority, crowdlab or reviewer:NAME"
        |]

    /// rule: how conflicts are decided; under Refuse they count as not reviewed.
    let make rule (queue: Queue) (acts: Decision seq) =
        let acts = Decision.standing acts
        let reviews = Consensus.reviews queue acts

        let outcomes =
            match rule with
            | ConflictRule.Refuse ->
                let undecided =
                    reviews
                    |> Array.map (fun review ->
                        if review.IsConflict then
                            { review with Acts = [||] }
                        else
                            review)

                Consensus.outcomes ConflictRule.Majority queue undecided
            | rule -> Consensus.outcomes rule queue reviews

        let ofStratum stratum =
            let all =
                outcomes |> Array.filter (fun outcome -> outcome.Review.Row.Stratum = stratum)

            let reviewed = all |> Array.filter _.Vote.IsSome
            struct (all.Length, reviewed.Length, reviewed |> Array.filter _.IsError |> Array.length)

        let struct (top, topReviewed, topErrors) = ofStratum Stratum.Top
        let struct (random, sampled, sampledErrors) = ofStratum Stratum.Random

        let strata =
            {
                Top = top
                TopErrors = topErrors
                Rest = queue.Rest
                Sampled = sampled
                SampledErrors = sampledErrors
            }

        let isKnown = topReviewed = top && (sampled > 0 || queue.Rest = 0)

        let count vote =
            outcomes
            |> Array.filter (fun outcome -> outcome.Vote = Some vote)
            |> Array.length

        let people = Consensus.reviewers reviews
        let labels = Consensus.labels queue people reviews
        let decided = acts |> Array.filter (Decision.vote >> Option.isSome)
        let times = decided |> Array.map _.Seconds |> Array.filter Double.IsFinite

        let undecided =
            Array.zip reviews outcomes
            |> Array.filter (fun (review, outcome) -> review.Acts.Length > 0 && outcome.Vote.IsNone)
            |> Array.length

        {
            Top = top
            TopReviewed = topReviewed
            TopErrors = topErrors
            Rest = queue.Rest
            Sampled = sampled
            SampledErrors = sampledErrors
            Ambiguous = count Vote.Ambiguous
            Removed = count Vote.Remove
            Precision =
                if topReviewed = 0 then
                    nan
                else
                    float topErrors / float topReviewed
            PrecisionInterval = ErrorRate.wilson topErrors topReviewed
            Estimate = if isKnown then ErrorRate.ofStrata strata else null
            RowsToNineTenths = if isKnown then ErrorRate.rowsToFind 0.9 strata else -1
            Raw = Agreement.raw labels
            Alpha = if people.Length < 2 then nan else Agreement.alpha labels
            SecondsPerHundred =
                if times.Length = 0 then
                    nan
                else
                    100.0 * Array.average times
            Warnings = warnings queue topReviewed top sampled random undecided
        }
