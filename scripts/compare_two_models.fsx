// A walk through the comparison of two runs on the same data. Build first (./scripts/td does), then
//   dotnet fsi scripts/compare_two_models.fsx RUN_A RUN_B
// Each is a run folder, its training_dynamics folder or a metrics file; without them the demo run is compared with itself
// over its first two epochs.
#load "references.fsx"

open Deedle
open TrainingDynamics.Analytics

let a, b =
    match fsi.CommandLineArgs with
    | [| _; a; b |] -> MetricsFile.readOrCompute a, MetricsFile.readOrCompute b
    | _ ->
        let early = { Metrics.defaults with First = Some 2 }
        MetricsFile.readOrComputeWith early References.demo, MetricsFile.readOrCompute References.demo

// Joined by guid; what only one run has is counted, not guessed.
let both = Comparison.compare Regions.DefaultProportion a b

printfn
    "%d examples in both, %d only in A, %d only in B"
    both.Guids.Length
    both.OnlyInA.Length
    both.OnlyInB.Length

let meanOver rows (values: float[]) =
    rows |> Array.averageBy (fun row -> values[row])

printfn
    "mean confidence  A %.4f, B %.4f"
    (meanOver both.RowsA a.Confidence)
    (meanOver both.RowsB b.Confidence)

printfn "mean change of confidence %+.4f" (Array.average both.DeltaConfidence)
printfn "Spearman of confidence  %.4f" both.SpearmanConfidence
printfn "Spearman of variability %.4f" both.SpearmanVariability

// Where the examples of A's regions lie in B; the regions overlap, and the rest is in none.
printfn "%-12s %s" "A \\ B" (String.concat "" [ for name in both.Regions -> $"%12s{name}" ])

for name, counts in Array.zip both.Regions both.Migration do
    printfn "%-12s %s" name (String.concat "" [ for count in counts -> $"%12d{count}" ])

// A frame is one call away where the numbers are to be looked at in other ways.
printfn "the examples that moved most"

Frame.ofColumns
    [
        "confidence_a" => Series.ofValues [ for row in both.RowsA -> a.Confidence[row] ]
        "confidence_b" => Series.ofValues [ for row in both.RowsB -> b.Confidence[row] ]
        "delta_confidence" => Series.ofValues both.DeltaConfidence
        "delta_variability" => Series.ofValues both.DeltaVariability
    ]
|> Frame.sliceRows (Array.truncate 10 both.Movers)
|> Frame.mapRowKeys (fun i -> string both.Guids[i])
|> _.Print()
