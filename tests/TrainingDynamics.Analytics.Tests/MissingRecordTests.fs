module TrainingDynamics.Analytics.Tests.MissingRecordTests

open System
open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let right guid : TestLog.Record = guid, [ 2.0f; 0.0f ], 0
let wrong guid : TestLog.Record = guid, [ 0.0f; 1.0f ], 0

/// Guid 1 is in all epochs, 2 lacks the second, 3 the third, 4 comes in the second.
let log =
    [
        [ right "1"; right "2"; wrong "3" ]
        [ wrong "3"; right "4"; right "1" ]
        [ wrong "2"; right "1"; wrong "4" ]
    ]

let allowing names =
    { Metrics.defaults with
        AllowMissing = true
        Also = names
    }

[<Fact>]
let ``every example is measured over the epochs that have it`` () =
    let table =
        (TestLog.metricsOf (allowing [ "first_learned"; "presentations_needed"; "mean_loss" ]) log).Table

    let ownLog guid =
        log
        |> List.map (List.filter (fun (g, _, _) -> g = guid))
        |> List.filter (not << List.isEmpty)

    Assert.Equal<string list>([ "1"; "2"; "3"; "4" ], table.Guids |> Seq.map string |> List.ofSeq)
    Assert.Equal<int[]>([| 0; 1; 2; 3 |], table.Index)
    Assert.Equal(Some 3, table.Epochs)

    for row in 0..3 do
        let own = (TestLog.metricsOf (allowing [ "mean_loss" ]) (ownLog $"{row + 1}")).Table

        Assert.Equal(own.Confidence[0], table.Confidence[row])
        Assert.Equal(own.Variability[0], table.Variability[row])
        Assert.Equal(own.Correctness[0], table.Correctness[row])
        Assert.Equal(Option.map Array.head own.Forgetfulness, Option.map (Array.item row) table.Forgetfulness)
        Assert.Equal((Metrics.values "mean_loss" own)[0], (Metrics.values "mean_loss" table)[row])

    // Epoch numbers stay the run's own.
    Assert.Equal<float[]>([| 0.0; 0.0; nan; 1.0 |], Metrics.values "first_learned" table)
    Assert.Equal<float[]>([| 0.0; 2.0; 2.0; 2.0 |], Metrics.values "presentations_needed" table)

[<Fact>]
let ``what is missing is counted by epoch and by example`` () =
    let metrics = TestLog.metricsOf (allowing []) log
    Assert.Equal<int[]>([| 1; 1; 1 |], metrics.MissingRecords)
    Assert.Equal(3, metrics.IncompleteExamples)
    Assert.Equal<float[]>([| 3.0; 2.0; 2.0; 2.0 |], Metrics.values "epochs_present" metrics.Table)
    Assert.Equal<float list>([ 2.0 / 3.0; 2.0 / 3.0; 1.0 / 3.0 ], [ for e in metrics.Stats -> e.Accuracy ])

[<Fact>]
let ``the confidence interval goes by the example's own epochs`` () =
    let options =
        { allowing [ "epistemic" ] with
            IncludeCi = true
        }

    let table =
        (TestLog.metricsOf options [ [ right "1"; right "2" ]; [ wrong "1" ] ]).Table

    let v = (Metrics.values "epistemic" table)[0]
    Assert.Equal(sqrt (v + v * v), table.Variability[0], 1e-15)
    Assert.Equal(0.0, table.Variability[1])

[<Fact>]
let ``a complete log gives the same metrics with or without`` () =
    let complete = [ [ right "1"; wrong "2" ]; [ right "2"; wrong "1" ] ]
    let allowed = TestLog.metricsOf (allowing []) complete
    Assert.Equal(0, allowed.IncompleteExamples)

    Assert.Equal<MetricsTable>(
        (TestLog.metricsOf Metrics.defaults complete).Table,
        { allowed.Table with Extras = [||] }
    )

let errorOf epochs =
    let mutable message = ""

    TestFolders.inTemporary (fun folder ->
        let run = TestLog.write folder epochs

        let error =
            Assert.Throws<LogFormatException>(fun () -> Metrics.ofRun (allowing []) run |> ignore)

        message <- error.Message.Replace(Path.Combine(folder, "training_dynamics") + "/", ""))

    message

[<Fact>]
let ``a guid twice in one epoch stays an error, also where it first comes late`` () =
    let twice line =
        $"dynamics_epoch_1.jsonl, line {line}: guid 2: there twice in this file; an epoch holds every example once"

    Assert.Equal(twice 2, errorOf [ [ right "2" ]; [ right "2"; right "2" ] ])
    Assert.Equal(twice 3, errorOf [ [ right "1" ]; [ right "2"; right "1"; right "2" ] ])

[<Fact>]
let ``a gold that differs from that of the file where the example came first stays an error`` () =
    Assert.StartsWith(
        "dynamics_epoch_2.jsonl, line 1: guid 2: gold is 1 here and 0 in dynamics_epoch_1.jsonl; ",
        errorOf [ [ right "1" ]; [ right "2" ]; [ "2", [ 1.0f; 0.0f ], 1 ] ]
    )

[<Fact>]
let ``an empty epoch stays an error`` () =
    Assert.Equal(
        "dynamics_epoch_1.jsonl: no record; an epoch's file has one for every example",
        errorOf [ [ right "1" ]; [] ]
    )

[<Fact>]
let ``epochs of different examples can be read when examples may be missing`` () =
    let metrics = TestLog.metricsOf (allowing []) TestLog.ofDifferentExamples
    Assert.Equal(26, metrics.Table.Count)
    Assert.Equal<int[]>(Array.create 5 16, metrics.MissingRecords)

    let present =
        List.concat TestLog.ofDifferentExamples
        |> List.countBy (fun (guid, _, _) -> guid)
        |> Map.ofList

    Assert.Equal<float list>(
        [ for guid in metrics.Table.Guids -> float present[string guid] ],
        List.ofArray (Metrics.values "epochs_present" metrics.Table)
    )
