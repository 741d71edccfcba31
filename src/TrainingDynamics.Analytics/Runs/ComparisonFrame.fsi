namespace TrainingDynamics.Analytics

open Deedle

/// A comparison of two runs as a Deedle frame.
[<RequireQualifiedAccess>]
module ComparisonFrame =

    /// One row per example that both runs have, keyed by A's guid, in A's order: guid_b (the text of B's guid, another
    /// one where the runs were joined by text), confidence_a, confidence_b, variability_a, variability_b,
    /// correctness_a, correctness_b (epochs), and the differences delta_confidence, delta_variability, delta_correctness
    /// (of fractions) and delta_forgetting (missing where an example was never learnt), each B minus A.
    val ofTables: a: MetricsTable -> b: MetricsTable -> comparison: Comparison -> Frame<string, string>

    /// Two runs or metrics files, joined as `RunJoin.ofRuns` finds right: by text where their guids are row numbers of
    /// different files. Raises what `Comparison.ofRuns` raises.
    val ofRuns: pathA: string -> pathB: string -> Frame<string, string>

    /// The same joined as asked.
    val ofRunsBy: by: JoinBy -> pathA: string -> pathB: string -> Frame<string, string>
