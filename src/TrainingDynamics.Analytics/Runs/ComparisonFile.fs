namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

/// Two runs over the same data as one table.
[<RequireQualifiedAccess>]
module ComparisonFile =

    /// Writes one row per example that both have, in A's order: `guid`, `guid_b` (as B has it), `row` (0-based) and
    /// `line` (1-based) in A's source, nothing where they are not known, `gold` where A holds it,
    /// `confidence_a`, `confidence_b`, `variability_a`, `variability_b`, `correctness_a`, `correctness_b` (epochs), and the
    /// differences `delta_confidence`, `delta_variability`, `delta_correctness` (of fractions) and `delta_forgetting`
    /// (nothing where an example was never learnt), each B minus A. a, b: the tables that were compared. format: an ending without
    /// its dot; null: the path ends in .csv, .tsv, .jsonl or .parquet. Raises AnalyticsException for another ending and when
    /// the place cannot be written to.
    let write
        format
        path
        (rowOf: ExampleGuid -> int option)
        (lineOf: ExampleGuid -> int option)
        (a: MetricsTable)
        (b: MetricsTable)
        (comparison: Comparison)
        =
        let ofA column = picked comparison.RowsA column
        let ofB column = picked comparison.RowsB column

        [
            MetricsColumn.Guid, ColumnValues.Guids comparison.Guids
            "guid_b", ColumnValues.Guids(ofB b.Guids)
            "row", TableFile.places rowOf comparison.Guids
            "line", TableFile.places lineOf comparison.Guids

            match a.Gold with
            | Some gold -> MetricsColumn.Gold, TableFile.counts (ofA gold)
            | None -> ()

            "confidence_a", ColumnValues.Numbers(ofA a.Confidence)
            "confidence_b", ColumnValues.Numbers(ofB b.Confidence)
            "variability_a", ColumnValues.Numbers(ofA a.Variability)
            "variability_b", ColumnValues.Numbers(ofB b.Variability)
            "correctness_a", TableFile.counts (ofA a.Correctness)
            "correctness_b", TableFile.counts (ofB b.Correctness)
            "delta_confidence", ColumnValues.Numbers comparison.DeltaConfidence
            "delta_variability", ColumnValues.Numbers comparison.DeltaVariability
            "delta_correctness", ColumnValues.Numbers comparison.DeltaCorrectness
            "delta_forgetting", ColumnValues.Numbers comparison.DeltaForgetting
        ]
        |> TableFile.columnsOf
        |> TableFile.writeAs format path
