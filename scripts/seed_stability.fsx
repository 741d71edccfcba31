// A walk through several runs of the same data with different seeds: what of the map is the data's, what the seed's.
// Build first (./scripts/td does), then
//   dotnet fsi scripts/seed_stability.fsx RUN RUN [RUN …]
// Each is a run folder, its training_dynamics folder or a metrics file.
#nowarn "211" // one of the two folders may not have been built
#I "../src/TrainingDynamics.Analytics/bin/Release/net10.0"
#I "../src/TrainingDynamics.Analytics/bin/Debug/net10.0"
#r "TrainingDynamics.Logs.dll"
#r "Deedle.dll"
#r "TrainingDynamics.Analytics.dll"

open Deedle
open TrainingDynamics.Analytics

let runs = fsi.CommandLineArgs |> Array.skip 1 |> Array.map DynamicsFrame.load

if runs.Length < 2 then
    eprintfn "usage: dotnet fsi scripts/seed_stability.fsx RUN RUN [RUN …]"
    exit 2

// One column per run, one row per example that all of them have.
let across column =
    [
        for i, run in Array.indexed runs -> $"seed {i + 1}", run |> Frame.getCol column
    ]
    |> List.map (fun (name, series: Series<string, float>) -> Frame.ofColumns [ name => series ])
    |> List.reduce (Frame.join JoinKind.Inner)

let rowsOf frame =
    [|
        for row in Frame.rows frame |> Series.values -> row.As<float>() |> Series.values |> Array.ofSeq
    |]

let confidenceFrame = across "confidence"
let guids = Array.ofSeq confidenceFrame.RowKeys
let confidence = rowsOf confidenceFrame // [N][S]
let variability = rowsOf (across "variability") // [N][S]
printfn "%d runs, %d examples in all of them" runs.Length guids.Length

// The variance of an example's gold probability over all epochs of all seeds is the mean variance within a seed plus the
// variance between the seeds' means (as long as all seeds have the same number of epochs).
let variance (values: float[]) =
    let mean = Array.average values
    values |> Array.averageBy (fun value -> (value - mean) ** 2.0)

let within = variability |> Array.map (Array.averageBy (fun v -> v * v))
let between = confidence |> Array.map variance
let seedDeviation = between |> Array.map sqrt // of the seeds at hand: divisor S, as everywhere here
printfn "mean confidence            %.6f" (confidence |> Array.averageBy Array.average)
printfn "mean variance within seeds %.6f" (Array.average within)
printfn "mean variance between them %.6f" (Array.average between)
printfn "both together              %.6f" (Array.average (Array.map2 (+) within between))
printfn "mean deviation of a seed   %.6f" (Array.average seedDeviation)

// Spearman: Pearson's correlation of ranks, equal values sharing their mean rank.
let ranks (values: float[]) =
    let rankOf =
        values
        |> Array.sort
        |> Array.indexed
        |> Array.groupBy snd
        |> Array.map (fun (value, places) -> value, places |> Array.averageBy (fst >> float))
        |> dict

    values |> Array.map (fun value -> rankOf[value])

let spearman x y =
    let x, y = ranks x, ranks y

    let centred values =
        let mean = Array.average values in values |> Array.map (fun v -> v - mean)

    let x, y = centred x, centred y
    let dot u v = Array.map2 (*) u v |> Array.sum
    dot x y / sqrt (dot x x * dot y y)

let ofSeed seed =
    confidence |> Array.map (Array.item seed)

let pairs =
    [
        for i in 0 .. runs.Length - 2 do
            for j in i + 1 .. runs.Length - 1 -> i, j
    ]

for i, j in pairs do
    printfn "Spearman of confidence, seeds %d and %d: %.4f" (i + 1) (j + 1) (spearman (ofSeed i) (ofSeed j))

// A region is stable when the seeds put the same examples into it; 1/3 of the data in each would share 1/5 by chance.
let regions =
    runs
    |> Array.map (Frame.sliceRows guids >> DynamicsFrame.byRegion Regions.DefaultProportion)

for name in [ "easy"; "ambiguous"; "hard" ] do
    let sets =
        [ for region in regions -> region |> Series.get name |> _.RowKeys |> Set.ofSeq ]

    let common, all = Set.intersectMany sets, Set.unionMany sets

    if all.Count > 0 then
        printfn
            "%-10s %d of %d examples are in it for every seed (%.0f %%)"
            name
            common.Count
            all.Count
            (100.0 * float common.Count / float all.Count)

// The examples on which the seeds disagree most: there the map shows the seed and not the data.
printfn "the examples on which the seeds disagree most"
confidenceFrame?deviation <- Series.ofObservations (Array.zip guids seedDeviation)

confidenceFrame
|> Frame.sortRowsBy "deviation" (fun (deviation: float) -> -deviation)
|> Frame.take (min 10 guids.Length)
|> _.Print()
