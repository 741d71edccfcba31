namespace TrainingDynamics.Analytics

open TrainingDynamics.Logs

[<RequireQualifiedAccess>]
module ComparisonFile =

    let writeAs
        format
        path
        (rowOf: ExampleGuid -> int option)
        (lineOf: ExampleGuid -> int option)
        (a: MetricsTable)
        (b: MetricsTable)
        (comparison: Comparison)
        =
        let ofA (column: 'x[]) =
            comparison.RowsA |> Array.map (fun row -> column[row])

        let ofB (column: 'x[]) =
            comparison.RowsB |> Array.map (fun row -> column[row])

        let counts (column: int[]) =
            ColumnValues.Counts(column |> Array.map float)

        let places (placeOf: ExampleGuid -> int option) =
            comparison.Guids
            |> Array.map (placeOf >> Option.map float >> Option.defaultValue nan)
            |> ColumnValues.Counts

        [
            MetricsColumn.Guid, ColumnValues.Guids comparison.Guids
            "guid_b", ColumnValues.Guids(ofB b.Guids)
            "row", places rowOf
            "line", places lineOf

            match a.Gold with
            | Some gold -> MetricsColumn.Gold, counts (ofA gold)
            | None -> ()

            "confidence_a", ColumnValues.Numbers(ofA a.Confidence)
            "confidence_b", ColumnValues.Numbers(ofB b.Confidence)
            "variability_a", ColumnValues.Numbers(ofA a.Variability)
            "variability_b", ColumnValues.Numbers(ofB b.Variability)
            "correctness_a", counts (ofA a.Correctness)
            "correctness_b", counts (ofB b.Correctness)
            "delta_confidence", ColumnValues.Numbers comparison.DeltaConfidence
            "delta_variability", ColumnValues.Numbers comparison.DeltaVariability
            "delta_correctness", ColumnValues.Numbers comparison.DeltaCorrectness
            "delta_forgetting", ColumnValues.Numbers comparison.DeltaForgetting
        ]
        |> TableFile.columnsOf
        |> TableFile.writeAs format path

    let write path rowOf lineOf a b comparison =
        writeAs null path rowOf lineOf a b comparison
