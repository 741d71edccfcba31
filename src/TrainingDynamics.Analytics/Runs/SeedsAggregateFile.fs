namespace TrainingDynamics.Analytics

[<RequireQualifiedAccess>]
module SeedsAggregateFile =

    let writeAs format path (seeds: SeedsAggregate) =
        [
            MetricsColumn.Guid, ColumnValues.Guids seeds.Guids

            if seeds.Gold.Length > 0 then
                MetricsColumn.Gold, ColumnValues.Counts(seeds.Gold |> Array.map float)

            MetricsColumn.Confidence, ColumnValues.Numbers seeds.Confidence
            "variance_within", ColumnValues.Numbers seeds.VarianceWithin
            "variance_between", ColumnValues.Numbers seeds.VarianceBetween
            "variance_total", ColumnValues.Numbers seeds.VarianceTotal
            "seed_deviation", ColumnValues.Numbers seeds.SeedDeviation
            MetricsColumn.Correctness, ColumnValues.Numbers seeds.Correctness
            "forgetting", ColumnValues.Numbers seeds.Forgetting
            "learnt_in", ColumnValues.Counts(seeds.LearntIn |> Array.map float)
        ]
        |> TableFile.columnsOf
        |> TableFile.writeAs format path

    let write path seeds = writeAs null path seeds
