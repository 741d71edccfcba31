namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// Two runs over the same data as one table.
[<RequireQualifiedAccess>]
module ComparisonFile =

    /// Writes one row per example that both have, in A's order: `guid`, `guid_b` (as B has it), `row` (0-based) and
    /// `line` (1-based) in A's source, nothing where they are not known, `gold` where A holds it,
    /// `confidence_a`, `confidence_b`, `variability_a`, `variability_b`, `correctness_a`, `correctness_b` (epochs), and the
    /// differences `delta_confidence`, `delta_variability`, `delta_correctness` (of fractions) and `delta_forgetting`
    /// (nothing where an example was never learnt), each B minus A. a, b: the tables that were compared. The path ends in
    /// .csv, .tsv, .jsonl or .parquet. Raises AnalyticsException for another ending and when the place cannot be written to.
    val write:
        path: string ->
        rowOf: (ExampleGuid -> int option) ->
        lineOf: (ExampleGuid -> int option) ->
        a: MetricsTable ->
        b: MetricsTable ->
        comparison: Comparison ->
            unit

    /// The same in a format, an ending without its dot, whatever the path's; null: as the path says.
    val internal writeAs:
        format: string | null ->
        path: string ->
        rowOf: (ExampleGuid -> int option) ->
        lineOf: (ExampleGuid -> int option) ->
        a: MetricsTable ->
        b: MetricsTable ->
        comparison: Comparison ->
            unit
