// A walk through the comparison of two runs on the same data. Build first (./scripts/td does), then
//   dotnet fsi scripts/compare_two_models.fsx RUN_A RUN_B
// Each is a run folder, its training_dynamics folder or a metrics file; without them the demo run is compared with itself
// over its first two epochs.
#nowarn "211" // one of the two folders may not have been built
#I "../src/TrainingDynamics.Analytics/bin/Release/net10.0"
#I "../src/TrainingDynamics.Analytics/bin/Debug/net10.0"
#r "TrainingDynamics.Logs.dll"
#r "Deedle.dll"
#r "TrainingDynamics.Analytics.dll"

open System.IO
open Deedle
open TrainingDynamics.Analytics

let demo = Path.Combine(__SOURCE_DIRECTORY__, "..", "dy_log", "demo", "bert-tiny")

let a, b =
    match fsi.CommandLineArgs with
    | [| _; a; b |] -> DynamicsFrame.load a, DynamicsFrame.load b
    | _ ->
        let early = { Metrics.defaults with First = Some 2 }
        DynamicsFrame.loadWith early demo, DynamicsFrame.load demo

// Join by guid; what only one run has is counted, not guessed.
let named suffix frame =
    frame
    |> Frame.sliceCols [ "confidence"; "variability"; "correctness" ]
    |> Frame.mapColKeys (fun column -> column + suffix)

let joined = Frame.join JoinKind.Inner (named "_a" a) (named "_b" b)

printfn
    "%d examples in both, %d only in A, %d only in B"
    joined.RowCount
    (a.RowCount - joined.RowCount)
    (b.RowCount - joined.RowCount)

joined?delta_confidence <- joined?confidence_b - joined?confidence_a
joined?delta_variability <- joined?variability_b - joined?variability_a
printfn "mean confidence  A %.4f, B %.4f" (Stats.mean joined?confidence_a) (Stats.mean joined?confidence_b)
printfn "mean change of confidence %+.4f" (Stats.mean joined?delta_confidence)

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

let values column =
    joined |> Frame.getCol column |> Series.values |> Array.ofSeq

printfn "Spearman of confidence  %.4f" (spearman (values "confidence_a") (values "confidence_b"))
printfn "Spearman of variability %.4f" (spearman (values "variability_a") (values "variability_b"))

// Where the examples of A's regions lie in B; the regions overlap, and the rest is in none.
let regionsOf frame =
    frame
    |> Frame.sliceRows joined.RowKeys
    |> DynamicsFrame.byRegion Regions.DefaultProportion
    |> Series.mapValues (fun region -> Set.ofSeq region.RowKeys)
    |> Series.observations
    |> List.ofSeq

let inB = regionsOf b
printfn "%-12s %s" "A \\ B" (String.concat "" [ for name, _ in inB -> $"%12s{name}" ])

for name, guids in regionsOf a do
    printfn
        "%-12s %s"
        name
        (String.concat "" [ for _, others in inB -> $"%12d{(Set.intersect guids others).Count}" ])

printfn "the examples that moved most"

joined
|> Frame.sortRowsBy "delta_confidence" (fun (delta: float) -> -abs delta)
|> Frame.take (min 10 joined.RowCount)
|> Frame.sliceCols [ "confidence_a"; "confidence_b"; "delta_confidence"; "delta_variability" ]
|> _.Print()
