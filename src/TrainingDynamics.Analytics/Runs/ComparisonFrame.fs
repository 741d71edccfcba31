namespace TrainingDynamics.Analytics

open Deedle

/// A comparison of two runs as a Deedle frame.
[<RequireQualifiedAccess>]
module ComparisonFrame =

    /// One row per example that both runs have, keyed by A's guid, in A's order: guid_b (the text of B's guid, another
    /// one where the runs were joined by text), confidence_a, confidence_b, variability_a, variability_b,
    /// correctness_a, correctness_b (epochs), and the differences delta_confidence, delta_variability, delta_correctness
    /// (of fractions) and delta_forgetting (missing where an example was never learnt), each B minus A.
    let ofTables (a: MetricsTable) (b: MetricsTable) (comparison: Comparison) : Frame<string, string> =
        let ofA column = picked comparison.RowsA column
        let ofB column = picked comparison.RowsB column
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

    /// Two runs or metrics files, joined as `RunJoin.ofRuns` finds right: by text where their guids are row numbers of
    /// different files. Raises what `Comparison.ofRuns` raises.
    let ofRuns pathA pathB =
        let a, b, comparison = Comparison.opened None Regions.DefaultProportion pathA pathB
        ofTables a b comparison

    /// The same joined as asked.
    let ofRunsBy by pathA pathB =
        let a, b, comparison =
            Comparison.opened (Some by) Regions.DefaultProportion pathA pathB

        ofTables a b comparison
