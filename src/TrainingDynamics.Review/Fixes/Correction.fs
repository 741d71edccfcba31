namespace TrainingDynamics.Review

open System
open System.Collections.Generic
open TrainingDynamics.Analytics
open TrainingDynamics.Data

/// What is to become of one row of the training file.
type Correction =
    {
        /// Of the row, as text.
        Guid: string
        /// Name of the class that the run knows for it; empty where nobody has said.
        Given: string
        /// Name of the class that it gets; empty: the row is removed.
        New: string
        /// Who says so.
        Who: string
        /// UTC, ISO 8601; empty where it is not known.
        When: string
        /// Why this opinion counts, in words.
        Rule: string
        /// Of the row when it was reviewed; empty where it is not known.
        TextHash: string
    }

/// What happens to rows that get no label.
type FixRules =
    {
        /// How conflicts are decided.
        Conflicts: ConflictRule
        /// Whether ambiguous rows are removed; else they stay.
        DropAmbiguous: bool
        /// Whether rows that do not belong into the data set are removed; else they stay.
        DropRemoved: bool
    }

/// Corrections from a review, or from anybody's table.
[<RequireQualifiedAccess>]
module Correction =

    let private lastTime (review: RowReview) =
        review.Acts |> Array.map _.Time |> Array.max |> JsonFields.timeOf

    let private ofOutcome rules (outcome: Outcome) =
        let row = outcome.Review.Row

        let correction label =
            Some
                {
                    Guid = string row.Guid
                    Given = row.Given
                    New = label
                    Who = outcome.Review.Acts |> Array.map _.Reviewer |> String.concat ", "
                    When = lastTime outcome.Review
                    Rule =
                        if label.Length > 0 then
                            outcome.Rule
                        elif outcome.Vote = Some Vote.Ambiguous then
                            $"ambiguous, {outcome.Rule}"
                        else
                            $"removed, {outcome.Rule}"
                    TextHash = row.TextHash
                }

        match outcome.Vote with
        | Some(Vote.Label label) when label <> row.Given -> correction label
        | Some Vote.Ambiguous when rules.DropAmbiguous -> correction ""
        | Some Vote.Remove when rules.DropRemoved -> correction ""
        | _ -> None

    /// The rows of a queue that change, in its order. Raises AnalyticsException as Consensus.outcomes does.
    let ofReview rules (queue: Queue) (acts: Decision seq) =
        Consensus.reviews queue acts
        |> Consensus.outcomes rules.Conflicts queue
        |> Array.choose (ofOutcome rules)

    /// From a table with the columns `guid` and `label` (.csv, .tsv, .json, .jsonl or .parquet), one row for each guid.
    /// Raises AnalyticsException for a guid that is there twice and a row without a label, TextInputException where the
    /// table cannot be read or lacks a column.
    let ofTable (path: string) =
        let table = TableFile.Read path
        let guid, label = table.RequiredColumn "guid", table.RequiredColumn "label"
        let seen = HashSet<string>()

        [|
            for row in table.Rows do
                let name = table.GuidAt(row, guid)

                if not (seen.Add name) then
                    refuse (
                        table
                            .Error(
                                row,
                                $"guid {name} is there twice, expected one label for each; remove a row"
                            )
                            .Message
                    )

                if row[label].Text.Length = 0 then
                    refuse (
                        table
                            .Error(row, $"guid {name} has no label, expected one; add it or remove the row")
                            .Message
                    )

                {
                    Guid = name
                    Given = ""
                    New = row[label].Text
                    Who = nonNull (System.IO.Path.GetFileName path)
                    When = ""
                    Rule = "corrections"
                    TextHash = ""
                }
        |]
