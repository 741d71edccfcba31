namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// What a list of suspected labels shows beside the scores.
type LabelIssuesListing =
    {
        /// Text of an example, shown as `text`; a pair's sentences are the caller's to join.
        TextOf: ExampleGuid -> string
        /// 0-based row of the training file; None where it is not known.
        RowOf: ExampleGuid -> int option
        /// 1-based line of the training file; None where it is not known or there are no lines.
        LineOf: ExampleGuid -> int option
        /// Names of the classes, [C]; empty: label ids stand there.
        LabelNames: string[]
    }

/// Suspected labels as a table, the most suspected first.
[<RequireQualifiedAccess>]
module LabelIssuesFile =

    let private columns listing issues (rows: int[]) =
        let evidence = issues.Evidence
        let guids = evidence.Guids |> picked rows

        let numbers name values =
            name, ColumnValues.Numbers(picked rows values)

        let labels (classes: int[]) =
            let classes = classes |> picked rows

            if listing.LabelNames.Length = 0 then
                TableFile.counts classes
            else
                ColumnValues.Texts(classes |> Array.map (fun label -> listing.LabelNames[label]))

        TableFile.columnsOf
            [
                "rank", TableFile.counts [| 1 .. rows.Length |]
                MetricsColumn.Guid, ColumnValues.Guids guids
                "row", TableFile.places listing.RowOf guids
                "line", TableFile.places listing.LineOf guids
                "text", ColumnValues.Texts(guids |> Array.map listing.TextOf)
                MetricsColumn.Gold, labels evidence.Gold
                "suggested", labels issues.Suggested
                "flagged", ColumnValues.Flags(picked rows issues.Flagged)
                numbers "self_confidence" issues.SelfConfidence
                numbers "normalized_margin" issues.NormalizedMargin
                numbers "aum" evidence.Aum
                numbers "mean_loss" evidence.MeanLoss
                numbers "fused" (LabelIssues.detector "fused" issues).Suspicion
            ]

    /// Writes `rank`, `guid`, `row`, `line`, `text`, `gold`, `suggested`, `flagged`, `self_confidence`, `normalized_margin`, `aum`,
    /// `mean_loss` and `fused` (the suspicion, a mean rank; high is suspect) of these rows, in this order: one JSON object a
    /// line where the path ends in .jsonl, comma- or tab-separated with a header and quotes where needed where it ends in .csv
    /// or .tsv, typed columns where it ends in .parquet. format: such an ending without its dot, whatever the path's; null: as
    /// the path says. The file appears under its name only when it is whole. Raises AnalyticsException for another ending,
    /// names of another number of classes, and when the place cannot be written to.
    let write (format: string | null) (path: string) listing rows issues =
        let classes = issues.Evidence.Classes

        if listing.LabelNames.Length <> 0 && listing.LabelNames.Length <> classes then
            refuse
                $"{listing.LabelNames.Length} names of classes, expected {classes}, as many as there are logits"

        columns listing issues rows |> TableFile.writeAs format path
