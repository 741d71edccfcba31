// A walk through several runs of the same data with different seeds: what of the map is the data's, what the seed's.
// Build first (./scripts/td does), then
//   dotnet fsi scripts/seed_stability.fsx RUN RUN [RUN …]
// Each is a run folder, its training_dynamics folder or a metrics file.
#load "references.fsx"

open TrainingDynamics.Analytics

let runs =
    fsi.CommandLineArgs |> Array.skip 1 |> Array.map MetricsFile.readOrCompute

if runs.Length < 2 then
    eprintfn "usage: dotnet fsi scripts/seed_stability.fsx RUN RUN [RUN …]"
    exit 2

// One row per example that all runs have.
let seeds = SeedsAggregate.ofTables Regions.DefaultProportion runs
printfn "%d runs, %d examples in all of them" seeds.Runs seeds.Guids.Length

// The variance of an example's gold probability over all epochs of all seeds is the mean variance within a seed plus the
// variance between the seeds' means (as long as all seeds have the same number of epochs).
printfn "mean confidence            %.6f" (Array.average seeds.Confidence)
printfn "mean variance within seeds %.6f" (Array.average seeds.VarianceWithin)
printfn "mean variance between them %.6f" (Array.average seeds.VarianceBetween)
printfn "both together              %.6f" (Array.average seeds.VarianceTotal)
printfn "mean deviation of a seed   %.6f" (Array.average seeds.SeedDeviation)

for i in 0 .. seeds.Runs - 2 do
    for j in i + 1 .. seeds.Runs - 1 do
        printfn
            "Spearman of confidence, seeds %d and %d: %.4f"
            (i + 1)
            (j + 1)
            (seeds.SpearmanConfidence[i][j])

// A region is stable when the seeds put the same examples into it; 1/3 of the data in each would share 1/5 by chance.
for region in seeds.Stability do
    if region.InAny > 0 then
        printfn
            "%-10s %d of %d examples are in it for every seed (%.0f %%)"
            region.Region
            region.InAll
            region.InAny
            (100.0 * float region.InAll / float region.InAny)

// The examples on which the seeds disagree most: there the map shows the seed and not the data.
printfn "the examples on which the seeds disagree most"

for i in seeds.SeedDeviation |> Ranking.descending |> Array.truncate 10 do
    printfn "  %O  confidence %.4f, deviation %.4f" seeds.Guids[i] seeds.Confidence[i] seeds.SeedDeviation[i]
