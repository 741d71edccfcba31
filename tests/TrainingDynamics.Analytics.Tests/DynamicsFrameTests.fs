module TrainingDynamics.Analytics.Tests.DynamicsFrameTests

open System.IO
open Deedle
open Xunit
open TrainingDynamics.Analytics

let log: TestLog.Record list list =
    [
        [ "7", [ 1.0f; 0.0f ], 0; "\"x\"", [ 1.0f; 0.0f ], 1 ]
        [ "7", [ 0.0f; 1.0f ], 0; "\"x\"", [ 1.0f; 0.0f ], 1 ]
    ]

let inLog action =
    TestFolders.inTemporary (fun folder -> TestLog.write folder log |> action)

[<Fact>]
let ``a run's frame has a row per guid and a typed column per metric`` () =
    inLog (fun run ->
        let frame = DynamicsFrame.load run
        Assert.Equal<string list>([ "7"; "x" ], List.ofSeq frame.RowKeys)

        Assert.Equal<string list>(
            [
                "index"
                "gold"
                "threshold_closeness"
                "confidence"
                "variability"
                "correctness"
                "forgetfulness"
                "never_learnt"
            ],
            List.ofSeq frame.ColumnKeys
        )

        Assert.Equal<System.Type list>(
            [
                typeof<int>
                typeof<int>
                typeof<float>
                typeof<float>
                typeof<float>
                typeof<int>
                typeof<int>
                typeof<bool>
            ],
            List.ofSeq frame.ColumnTypes
        ))

[<Fact>]
let ``the frame's values are the table's`` () =
    inLog (fun run ->
        let table = MetricsFile.readOrCompute run
        let frame = DynamicsFrame.ofTable table

        Assert.Equal<float list>(
            List.ofArray table.Confidence,
            frame?confidence |> Series.values |> List.ofSeq
        )

        Assert.Equal(table.Variability[1], frame.GetColumn<float> "variability" |> Series.get "x")
        Assert.Equal(1, frame.GetColumn<int> "correctness" |> Series.get "7"))

[<Fact>]
let ``a mean over forgetfulness leaves out what was never learnt`` () =
    inLog (fun run ->
        let frame = DynamicsFrame.load run
        Assert.Equal(1.0, frame?forgetfulness |> Stats.mean)

        Assert.Equal<bool list>(
            [ false; true ],
            frame.GetColumn<bool> "never_learnt" |> Series.values |> List.ofSeq
        ))

[<Fact>]
let ``columns that a metrics file lacks are left out`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "coordinates.jsonl")

        File.WriteAllText(
            path,
            "{\"guid\":1,\"index\":0,\"confidence\":0.5,\"variability\":0.1,\"correctness\":2}\n"
        )

        Assert.Equal<string list>(
            [ "index"; "threshold_closeness"; "confidence"; "variability"; "correctness" ],
            (DynamicsFrame.load path).ColumnKeys |> List.ofSeq
        ))
