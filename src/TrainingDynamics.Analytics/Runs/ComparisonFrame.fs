namespace TrainingDynamics.Analytics

open Deedle

[<RequireQualifiedAccess>]
module ComparisonFrame =

    let ofTables (a: MetricsTable) (b: MetricsTable) (comparison: Comparison) : Frame<string, string> =
        let ofA (column: 'x[]) =
            comparison.RowsA |> Array.map (fun row -> column[row])

        let ofB (column: 'x[]) =
            comparison.RowsB |> Array.map (fun row -> column[row])

        let keys = comparison.Guids |> Array.map string
        let frame = Frame.ofRowKeys keys
        frame.AddColumn("guid_b", ofB b.Guids |> Array.map string)
        frame.AddColumn("confidence_a", ofA a.Confidence)
        frame.AddColumn("confidence_b", ofB b.Confidence)
        frame.AddColumn("variability_a", ofA a.Variability)
        frame.AddColumn("variability_b", ofB b.Variability)
        frame.AddColumn("correctness_a", ofA a.Correctness)
        frame.AddColumn("correctness_b", ofB b.Correctness)
        frame.AddColumn("delta_confidence", comparison.DeltaConfidence)
        frame.AddColumn("delta_variability", comparison.DeltaVariability)
        frame.AddColumn("delta_correctness", comparison.DeltaCorrectness)
        frame.AddColumn("delta_forgetting", comparison.DeltaForgetting)
        frame

    let ofRuns pathA pathB =
        let a, b, comparison = Comparison.opened None Regions.DefaultProportion pathA pathB
        ofTables a b comparison

    let ofRunsBy by pathA pathB =
        let a, b, comparison =
            Comparison.opened (Some by) Regions.DefaultProportion pathA pathB

        ofTables a b comparison
