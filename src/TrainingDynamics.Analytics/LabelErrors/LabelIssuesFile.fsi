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
        /// Names of the classes, [C]; empty: their numbers.
        LabelNames: string[]
        /// Detector that orders the list, see LabelIssues.detectors.
        Detector: string
        /// Also examples that no epoch contradicts.
        All: bool
        /// Longest list.
        Count: int
    }

/// Suspected labels as a table, the most suspected first.
[<RequireQualifiedAccess>]
module LabelIssuesFile =

    /// Writes `rank`, `guid`, `row`, `line`, `text`, `gold`, `suggested`, `flagged`, `self_confidence`, `normalized_margin`, `aum`,
    /// `mean_loss` and `fused` (the suspicion, a mean rank; high is suspect): one JSON object a line where the path ends
    /// in .jsonl, comma- or tab-separated with a header and quotes where needed where it ends in .csv or .tsv, typed columns where it
    /// ends in .parquet. The file appears under its name only when it is whole. Raises AnalyticsException for another
    /// ending, an unknown detector, names of another number of classes, and when the place cannot be written to.
    val write: path: string -> listing: LabelIssuesListing -> issues: LabelIssues -> unit

    /// The same of these rows, in this order; detector and count of the listing do not matter.
    val writeRows: path: string -> listing: LabelIssuesListing -> rows: int[] -> issues: LabelIssues -> unit

    /// The same in a format, an ending without its dot, whatever the path's; null: as the path says.
    val internal writeRowsAs:
        format: string | null ->
        path: string ->
        listing: LabelIssuesListing ->
        rows: int[] ->
        issues: LabelIssues ->
            unit
