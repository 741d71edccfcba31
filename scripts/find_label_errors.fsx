// A walk through the search for wrong labels: rank by several metrics, read the texts, and count hits where the truth is
// known. Build first (./scripts/td does), then
//   dotnet fsi scripts/find_label_errors.fsx [RUN [DATA [TRUTH]]]
// RUN is a run folder (without it the demo run of run_glue.sh), DATA its training file (.tsv or .jsonl; without it the
// one that the manifest names), TRUTH a .tsv with split, guid and kind, such as data/demo/truth.tsv.
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

let run, data, truth =
    match List.ofArray fsi.CommandLineArgs |> List.tail with
    | [ run; data; truth ] -> run, data, Some truth
    | [ run; data ] -> run, data, None
    | [ run ] -> run, run, None
    | _ -> demo, demo, None

// In-sample metrics: the model has seen every label it judges, so the early epochs say more than the last one.
let detectors = [ "confidence"; "aum"; "mean_loss"; "el2n"; "self_confidence" ]

let metrics =
    run
    |> DynamicsFrame.loadWith
        { Metrics.defaults with
            Also = detectors
        }
    |> DynamicsFrame.withTexts data

// A ranking is all guids, the most suspicious first.
let ranking metric =
    metrics
    |> DynamicsFrame.worst metric metrics.RowCount
    |> _.RowKeys
    |> Array.ofSeq

let rankings = [ for metric in detectors -> metric, ranking metric ]

// Fused: by the mean of the ranks that an example has in all of them.
let fused =
    [
        for _, guids in rankings do
            yield! Seq.mapi (fun rank guid -> guid, float rank) guids
    ]
    |> List.groupBy fst
    |> List.map (fun (guid, ranks) -> guid, List.averageBy snd ranks)
    |> List.sortBy snd
    |> List.map fst
    |> Array.ofList

printfn "the ten most suspicious of %d examples, by all rankings together" metrics.RowCount
let columns = Set.ofSeq metrics.ColumnKeys

let wanted =
    [
        "gold"
        "confidence"
        "aum"
        "correctness"
        "sentence"
        "sentence1"
        "sentence2"
        "text"
    ]

metrics
|> Frame.sliceRows (Array.truncate 10 fused)
|> Frame.sliceCols (List.filter columns.Contains wanted)
|> _.Print()

// Precision at k: of the first k, the share whose label is wrong; k is the number of wrong labels.
match truth with
| None -> printfn "no truth file given, so nothing to count"
| Some path ->
    let lines = File.ReadLines path |> Seq.map _.Split('\t') |> Array.ofSeq

    let field name =
        Array.item (Array.findIndex ((=) name) lines[0])

    // Row numbers are guids, so those of the dev split mean other examples.
    let wrong =
        lines
        |> Seq.skip 1
        |> Seq.filter (fun row -> field "split" row = "train" && field "kind" row = "flipped")
        |> Seq.map (field "guid")
        |> Set.ofSeq

    let k = wrong.Count
    printfn "%d labels are known to be wrong; of the first %d these are found:" k k
    printfn "  %-16s %.4f" "random" (float k / float metrics.RowCount)

    for name, guids in rankings @ [ "fused", fused ] do
        let hits = guids |> Array.truncate k |> Array.filter wrong.Contains |> Array.length
        printfn "  %-16s %.4f" name (float hits / float k)
