module TrainingDynamics.Analytics.Tests.FramePipelineTests

open System
open System.IO
open Deedle
open Xunit
open TrainingDynamics.Analytics

let keys (frame: Frame<string, string>) = List.ofSeq frame.RowKeys

/// Gold logits per epoch of examples of two classes with gold 0 and the other logit 0.
let logOf (examples: (string * float32 list) list) : TestLog.Record list list =
    [
        for epoch in 0 .. (snd examples.Head).Length - 1 ->
            [ for guid, logits in examples -> guid, [ logits[epoch]; 0.0f ], 0 ]
    ]

let examples =
    [
        "5", [ 1.0f; 1.0f; 2.0f ]
        "\"b\"", [ -1.0f; -1.5f; -1.0f ]
        "3", [ -1.0f; 3.0f; -1.0f ]
        "1", [ 1.0f; 1.0f; 2.0f ]
        "2", [ -1.0f; 1.0f; 1.0f ]
    ]

let everything =
    { Metrics.defaults with
        Also = [ for metric in Metrics.definitions -> metric.Name ]
    }

let inRun action =
    TestFolders.inTemporary (fun folder -> TestLog.write folder (logOf examples) |> action)

let inFrame action =
    inRun (fun run -> DynamicsFrame.loadWith everything run |> action)

[<Fact>]
let ``metrics on request become typed columns behind the others`` () =
    inFrame (fun frame ->
        let types = Seq.zip frame.ColumnKeys frame.ColumnTypes |> Map.ofSeq
        Assert.Equal(typeof<float>, types["aum"])
        Assert.Equal(typeof<int>, types["first_learned"])
        Assert.Equal(typeof<int>, types["presentations_needed"])
        Assert.Equal(typeof<bool>, types["never_learnt"])

        Assert.Equal<string list>(
            Metrics.definitions
            |> List.filter _.OnRequest
            |> List.map _.Name
            |> List.except [ "never_learnt" ],
            frame.ColumnKeys |> Seq.skip 8 |> List.ofSeq
        ))

[<Fact>]
let ``what was never learnt is missing in first_learned and false in no flag`` () =
    inFrame (fun frame ->
        Assert.Equal<(string * int option) list>(
            [ "5", Some 0; "b", None; "3", Some 1; "1", Some 0; "2", Some 1 ],
            frame.GetColumn<int> "first_learned" |> Series.observationsAll |> List.ofSeq
        )

        Assert.Equal<string list>(
            [ "b" ],
            frame |> Frame.filterRows (fun _ row -> row.GetAs<bool> "never_learnt") |> keys
        ))

[<Theory>]
[<InlineData("aum", "b 3 2 5 1")>]
[<InlineData("confidence", "b 3 2 5 1")>]
[<InlineData("mean_loss", "b 3 2 5 1")>]
[<InlineData("variability", "3 2 5 1 b")>]
[<InlineData("correctness", "b 3 2 5 1")>]
[<InlineData("forgetfulness", "b 3 5 1 2")>]
[<InlineData("first_learned", "b 3 2 5 1")>]
[<InlineData("never_learnt", "b 5 3 1 2")>]
[<InlineData("self_confidence", "b 3 2 5 1")>]
let ``the worst come first from the metric's suspicious end, the never learnt before all, ties in order``
    (metric: string)
    (expected: string)
    =
    inFrame (fun frame ->
        Assert.Equal(expected, frame |> DynamicsFrame.worst metric 100 |> keys |> String.concat " ")

        Assert.Equal(
            expected.Substring(0, 3),
            frame |> DynamicsFrame.worst metric 2 |> keys |> String.concat " "
        ))

[<Fact>]
let ``worst by what the frame does not have says how to load it`` () =
    inRun (fun run ->
        let frame = DynamicsFrame.load run

        let error =
            Assert.Throws<AnalyticsException>(fun () -> DynamicsFrame.worst "aum" 3 frame |> ignore)

        Assert.Equal(
            "the frame has no column aum; load it with { Metrics.defaults with Also = [ \"aum\" ] }",
            error.Message
        )

        let error =
            Assert.Throws<AnalyticsException>(fun () -> DynamicsFrame.worst "odd" 3 frame |> ignore)

        Assert.StartsWith("no metric is called 'odd'; there are ", error.Message))

[<Fact>]
let ``the regions of a frame are those of its table`` () =
    TestFolders.inTemporary (fun folder ->
        let random = Random 3

        let log =
            logOf
                [
                    for i in 0..39 -> $"{i}", List.init 4 (fun _ -> float32 (random.Next(-3, 4)))
                ]

        let run = TestLog.write folder log
        let table = MetricsFile.readOrCompute run
        let expected = Regions.split 0.33 table
        let found = DynamicsFrame.load run |> DynamicsFrame.byRegion 0.33

        for name, rows in
            [
                "easy", expected.Easy
                "ambiguous", expected.Ambiguous
                "hard", expected.Hard
            ] do
            Assert.Equal<string list>(
                [ for row in rows -> string table.Guids[row] ],
                found |> Series.get name |> keys
            )

        Assert.Equal<string list>([ "easy"; "ambiguous"; "hard" ], List.ofSeq found.Keys))
