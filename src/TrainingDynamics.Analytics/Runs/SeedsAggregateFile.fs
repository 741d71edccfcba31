namespace TrainingDynamics.Analytics

/// Several runs over the same data as one table.
[<RequireQualifiedAccess>]
module SeedsAggregateFile =

    /// Writes one row per example that all runs have, in the first run's order: `guid`, `gold` where the first run holds
    /// it, `confidence`, `variance_within`, `variance_between`, `variance_total`, `seed_deviation`, `correctness` (a
    /// fraction), `forgetting` (mean events; nothing where no run learnt the example) and `learnt_in` (runs). format:
    /// an ending without its dot; null: the path ends in .csv, .tsv, .jsonl or .parquet. Raises AnalyticsException for another
    /// ending and when the place cannot be written to.
    let write (format: string | null) (path: string) (seeds: SeedsAggregate) =
        [
            MetricsColumn.Guid, ColumnValues.Guids seeds.Guids

            if seeds.Gold.Length > 0 then
                MetricsColumn.Gold, TableFile.counts seeds.Gold

            MetricsColumn.Confidence, ColumnValues.Numbers seeds.Confidence
            "variance_within", ColumnValues.Numbers seeds.VarianceWithin
            "variance_between", ColumnValues.Numbers seeds.VarianceBetween
            "variance_total", ColumnValues.Numbers seeds.VarianceTotal
            "seed_deviation", ColumnValues.Numbers seeds.SeedDeviation
            MetricsColumn.Correctness, ColumnValues.Numbers seeds.Correctness
            "forgetting", ColumnValues.Numbers seeds.Forgetting
            "learnt_in", TableFile.counts seeds.LearntIn
        ]
        |> TableFile.columnsOf
        |> TableFile.writeAs format path
