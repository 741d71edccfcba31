namespace TrainingDynamics.Analytics

/// Several runs over the same data as one table.
[<RequireQualifiedAccess>]
module SeedsAggregateFile =

    /// Writes one row per example that all runs have, in the first run's order: `guid`, `gold` where the first run holds
    /// it, `confidence`, `variance_within`, `variance_between`, `variance_total`, `seed_deviation`, `correctness` (a
    /// fraction), `forgetting` (mean events; nothing where no run learnt the example) and `learnt_in` (runs). The path
    /// ends in .csv, .tsv, .jsonl or .parquet. Raises AnalyticsException for another ending and when the place cannot be
    /// written to.
    val write: path: string -> seeds: SeedsAggregate -> unit

    /// The same in a format, an ending without its dot, whatever the path's; null: as the path says.
    val internal writeAs: format: string | null -> path: string -> seeds: SeedsAggregate -> unit
