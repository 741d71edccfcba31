namespace TrainingDynamics.Analytics

/// Parts of a table.
[<RequireQualifiedAccess>]
module internal MetricsRows =

    /// The columns that regions, comparison and aggregation read, for the given rows in the given order.
    let take (rows: int[]) (table: MetricsTable) =
        let picked column = picked rows column

        { table with
            Guids = picked table.Guids
            Index = picked table.Index
            Gold = table.Gold |> Option.map picked
            ThresholdCloseness = picked table.ThresholdCloseness
            Confidence = picked table.Confidence
            Variability = picked table.Variability
            Correctness = picked table.Correctness
            Forgetfulness = table.Forgetfulness |> Option.map picked
        }
