// A walk through the metrics of a run, with frames. Build first (./scripts/td does), then
//   dotnet fsi scripts/explore_metrics.fsx [RUN]
// RUN is a run folder, its training_dynamics folder or a metrics file; without it the demo run of run_glue.sh.
#load "references.fsx"

open Deedle
open TrainingDynamics.Analytics

let run =
    match fsi.CommandLineArgs with
    | [| _; path |] -> path
    | _ -> References.demo

// One row per example, keyed by its guid; one column per metric.
let metrics = DynamicsFrame.load run
printfn "%d examples" metrics.RowCount

for column, kind in Seq.zip metrics.ColumnKeys metrics.ColumnTypes do
    printfn "  %-20s %s" column kind.Name

// Columns are series; statistics skip what is missing.
printfn "mean confidence  %.4f" (Stats.mean metrics?confidence)
printfn "mean variability %.4f" (Stats.mean metrics?variability)

// The ten examples that the model believed least in their gold class.
let hardest =
    metrics
    |> Frame.sortRows MetricsColumn.Confidence
    |> Frame.take (min 10 metrics.RowCount)
    |> Frame.sliceCols
        [
            MetricsColumn.Confidence
            MetricsColumn.Variability
            MetricsColumn.Correctness
        ]

hardest.Print()

// How many examples were predicted correctly in how many epochs.
metrics
|> Frame.getCol MetricsColumn.Correctness
|> Series.values
|> Seq.countBy (fun (times: int) -> times)
|> Seq.sort
|> Seq.iter (fun (times, examples) -> printfn "correct in %d epochs: %d examples" times examples)

// The regions of the data map come from the same table.
let regions =
    MetricsFile.readOrCompute run |> Regions.split Regions.DefaultProportion

printfn "easy %d, hard %d, ambiguous %d" regions.Easy.Length regions.Hard.Length regions.Ambiguous.Length

printfn
    "in two regions: easy and ambiguous %d, hard and ambiguous %d"
    regions.EasyAndAmbiguous
    regions.HardAndAmbiguous
