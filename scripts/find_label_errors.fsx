// A walk through the search for wrong labels: rank by several metrics, read the texts, and count hits where the truth is
// known. Build first (./scripts/td does), then
//   dotnet fsi scripts/find_label_errors.fsx [RUN [DATA [TRUTH]]]
// RUN is a run folder (without it the demo run of run_glue.sh), DATA its training file (.tsv or .jsonl; without it the
// one that the manifest names), TRUTH a .tsv with split, guid and kind, such as data/demo/truth.tsv.
#load "references.fsx"

open Deedle
open TrainingDynamics.Analytics

let run, data, truth =
    match List.ofArray fsi.CommandLineArgs |> List.tail with
    | [ run; data; truth ] -> run, data, Some truth
    | [ run; data ] -> run, data, None
    | [ run ] -> run, run, None
    | _ -> References.demo, References.demo, None

// In-sample metrics: the model has seen every label it judges, so the early epochs say more than the last one.
let detectors = [ "confidence"; "aum"; "mean_loss"; "el2n"; "self_confidence" ]

let metrics =
    MetricsFile.readOrComputeWith
        { Metrics.defaults with
            Also = detectors
        }
        run

// High where a label is suspected, whichever way the metric itself points.
let suspicion name =
    let definition = Metrics.definitions |> Seq.find (fun metric -> metric.Name = name)
    let sign = if definition.LowIsSuspicious then -1.0 else 1.0
    metrics |> Metrics.values name |> Array.map ((*) sign)

let suspicions = [ for name in detectors -> name, suspicion name ]

// Fused: the mean of the ranks that an example has by all of them.
let fused =
    suspicions
    |> List.map (snd >> RankCorrelation.ranks)
    |> List.reduce (Array.map2 (+))

let frame = metrics |> DynamicsFrame.ofTable |> DynamicsFrame.withTexts data

printfn "the ten most suspicious of %d examples, by all rankings together" metrics.Count
let columns = Set.ofSeq frame.ColumnKeys

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

frame
|> Frame.sliceRows (
    Ranking.descending fused
    |> Array.truncate 10
    |> Array.map (fun row -> string metrics.Guids[row])
)
|> Frame.sliceCols (List.filter columns.Contains wanted)
|> _.Print()

// Precision at k: of the first k, the share whose label is wrong; k is the number of wrong labels.
match truth with
| None -> printfn "no truth file given, so nothing to count"
| Some path ->
    let wrong = NoiseTruth.read path metrics.Guids
    let k = wrong |> Array.filter id |> Array.length
    printfn "%d labels are known to be wrong; of the first %d these are found:" k k
    printfn "  %-16s %.4f" "random" (float k / float metrics.Count)

    for name, suspicion in [ yield! suspicions; yield "fused", fused ] do
        printfn "  %-16s %.4f" name (Detection.precisionAt k wrong suspicion)
