module TrainingDynamics.Analytics.Tests.MetricsErrorTests

open System
open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let ofOneRun =
    "all epochs of a run hold the same examples, so these files are not of one run"

let record guid : TestLog.Record = guid, [ 1.0f; 0.0f ], 0

[<Fact>]
let ``a guid that the first epoch lacks is named with its line`` () =
    Assert.Equal(
        $"dynamics_epoch_1.jsonl, line 2: guid x: not in dynamics_epoch_0.jsonl; {ofOneRun}",
        TestLog.errorOf [ [ record "1"; record "2" ]; [ record "1"; record "\"x\""; record "2" ] ]
    )

[<Fact>]
let ``an integer guid is not the string of the same digits`` () =
    Assert.Equal(
        $"dynamics_epoch_1.jsonl, line 1: guid 1: not in dynamics_epoch_0.jsonl; {ofOneRun}",
        TestLog.errorOf [ [ record "1" ]; [ record "\"1\"" ] ]
    )

[<Fact>]
let ``a guid that a later epoch lacks is named with the last line`` () =
    Assert.Equal(
        $"dynamics_epoch_1.jsonl, line 2: the file ends without guid 2 (line 2 of dynamics_epoch_0.jsonl); {ofOneRun}",
        TestLog.errorOf [ [ record "1"; record "2"; record "3" ]; [ record "3"; record "1" ] ]
    )

[<Fact>]
let ``of several missing guids the first is named and the others are counted`` () =
    Assert.Equal(
        $"dynamics_epoch_1.jsonl, line 1: the file ends without guid 1 (line 1 of dynamics_epoch_0.jsonl) and 1 more; {ofOneRun}",
        TestLog.errorOf [ [ record "1"; record "2"; record "3" ]; [ record "2" ] ]
    )

[<Fact>]
let ``a guid that is twice in the first epoch is named`` () =
    Assert.Equal(
        "dynamics_epoch_0.jsonl, line 3: guid 1: there twice in this file; an epoch holds every example once",
        TestLog.errorOf [ [ record "1"; record "2"; record "1" ] ]
    )

[<Fact>]
let ``a guid that is twice in a later epoch is named`` () =
    Assert.Equal(
        "dynamics_epoch_1.jsonl, line 2: guid 1: there twice in this file; an epoch holds every example once",
        TestLog.errorOf [ [ record "1"; record "2" ]; [ record "1"; record "1" ] ]
    )

[<Fact>]
let ``a gold that changes between epochs is named with both values`` () =
    Assert.Equal(
        $"dynamics_epoch_1.jsonl, line 1: guid 7: gold is 1 here and 0 in dynamics_epoch_0.jsonl; {ofOneRun}",
        TestLog.errorOf [ [ record "7" ]; [ "7", [ 1.0f; 0.0f ], 1 ] ]
    )

[<Fact>]
let ``a record with another number of classes is named, within the first epoch too`` () =
    let three: TestLog.Record = "2", [ 1.0f; 0.0f; 0.5f ], 0

    let expected epoch line =
        $"dynamics_epoch_{epoch}.jsonl, line {line}: guid 2: 3 logits here and 2 in line 1 of dynamics_epoch_0.jsonl; \
          all records of a run have as many logits as there are classes"

    Assert.Equal(expected 0 2, TestLog.errorOf [ [ record "1"; three ] ])
    Assert.Equal(expected 1 1, TestLog.errorOf [ [ record "1"; record "2" ]; [ three; record "1" ] ])

[<Fact>]
let ``an empty epoch is named`` () =
    let noRecord epoch =
        $"dynamics_epoch_{epoch}.jsonl: no record; an epoch's file has one for every example"

    Assert.Equal(noRecord 0, TestLog.errorOf [ [] ])
    Assert.Equal(noRecord 1, TestLog.errorOf [ [ record "1" ]; [] ])

[<Fact>]
let ``a folder without dynamics files says what is missing`` () =
    TestFolders.inTemporary (fun folder ->
        let error =
            Assert.Throws<LogFormatException>(fun () -> Metrics.ofRun Metrics.defaults folder |> ignore)

        Assert.Equal(
            $"{folder}: no dynamics_epoch_N.jsonl or .parquet file; a run has one for every finished epoch",
            error.Message
        ))

[<Fact>]
let ``no files at all are the caller's error`` () =
    let error =
        Assert.Throws<ArgumentException>(fun () -> Metrics.ofFiles Metrics.defaults [||] |> ignore)

    Assert.Equal("no dynamics file, expected at least one (Parameter 'files')", error.Message)

let unread = Array.init 4 (fun epoch -> DynamicsFile("unread", epoch))

let requestErrorOf options =
    Assert.Throws<AnalyticsException>(fun () -> Metrics.ofFiles options unread |> ignore).Message

[<Fact>]
let ``options that leave no epoch are refused before a file is opened`` () =
    Assert.Equal(
        "the first 0 epochs were asked for, expected the number of epochs to use, at least 1",
        requestErrorOf { Metrics.defaults with First = Some 0 }
    )

    Assert.Equal(
        "-1 epochs are to be skipped, expected the number of epochs to leave out, at least 0",
        requestErrorOf { Metrics.defaults with Skip = -1 }
    )

    Assert.Equal(
        "skipping 4 of 4 epochs leaves none; skip 3 at most",
        requestErrorOf { Metrics.defaults with Skip = 4 }
    )

    Assert.Equal(
        "skipping 2 of the first 2 epochs leaves none; skip 1 at most",
        requestErrorOf
            { Metrics.defaults with
                First = Some 2
                Skip = 2
            }
    )

[<Fact>]
let ``a metric that there is not is refused with the names of those there are`` () =
    let message =
        requestErrorOf
            { Metrics.defaults with
                Also = [ "aum"; "AUM" ]
            }

    Assert.StartsWith(
        "no metric is called 'AUM'; there are threshold_closeness, confidence, variability, correctness, \
         forgetfulness, aum, ",
        message
    )

    Assert.EndsWith(", epochs_present", message)

[<Fact>]
let ``a regression is refused with file, line and guid`` () =
    TestFolders.inTemporary (fun folder ->
        let file = Path.Combine(folder, "dynamics_epoch_0.jsonl")

        File.WriteAllText(file, """{"guid": 5, "logits_epoch_0": [2.5], "gold": 3.8}""")

        let error =
            Assert.Throws<LogFormatException>(fun () -> Metrics.ofRun Metrics.defaults folder |> ignore)

        Assert.Equal(
            $"{file}, line 1: guid 5: one logit per example: a regression, for which softmax metrics such as \
              confidence are not defined",
            error.Message
        ))

[<Fact>]
let ``epochs of different examples fail with file, line and guid`` () =
    TestFolders.inTemporary (fun folder ->
        TestLog.write folder TestLog.ofDifferentExamples |> ignore

        let error =
            Assert.Throws<LogFormatException>(fun () -> Metrics.ofRun Metrics.defaults folder |> ignore)

        let second = TestLog.pathOf folder 1

        Assert.Equal(
            $"{second}, line 1: guid 2115644346150: not in dynamics_epoch_0.jsonl; {ofOneRun}",
            error.Message
        )

        Assert.Equal(second, error.Path)
        Assert.Equal(1L, error.Line))
