module TrainingDynamics.Analytics.Tests.MetricsFileTests

open System
open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let table =
    {
        Guids = [| ExampleGuid.FromInteger 50325L; ExampleGuid.FromText "a/b" |]
        Index = [| 0; 1 |]
        Gold = Some [| 0; 1 |]
        Epochs = Some 4
        ThresholdCloseness = [| 0.25; 0.0039580798 |]
        Confidence = [| 0.5; 0.9960261285 |]
        Variability = [| 0.0; 1.5e-9 |]
        Correctness = [| 0; 4 |]
        Forgetfulness = Some [| Forgetfulness.NeverLearnt; Forgetfulness.Events 2 |]
        Extras = [||]
    }

let written (table: MetricsTable) =
    let mutable text = ""

    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "td_metrics.jsonl")
        MetricsFile.write path table
        Assert.Equal<string list>([ path ], Directory.GetFiles folder |> List.ofArray)
        text <- File.ReadAllText path)

    text

let readText (text: string) =
    let mutable table = None

    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "m.jsonl")
        File.WriteAllText(path, text)
        table <- Some(MetricsFile.read path))

    Option.get table

let errorOf (text: string) =
    let mutable message = ""

    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "m.jsonl")
        File.WriteAllText(path, text)

        let error =
            Assert.Throws<LogFormatException>(fun () -> MetricsFile.read path |> ignore)

        message <- error.Message.Replace(path, "m.jsonl"))

    message

[<Fact>]
let ``a record has the reference's keys in the reference's order`` () =
    Assert.Equal(
        "{\"guid\":50325,\"index\":0,\"threshold_closeness\":0.25,\"confidence\":0.5,\"variability\":0.0,\
         \"correctness\":0,\"forgetfulness\":1000}\n\
         {\"guid\":\"a\\/b\",\"index\":1,\"threshold_closeness\":0.0039580798,\"confidence\":0.9960261285,\
         \"variability\":0.0000000015,\"correctness\":4,\"forgetfulness\":2}\n",
        written table
    )

[<Fact>]
let ``what was written reads back but for gold and epochs`` () =
    Assert.Equal<MetricsTable>(
        { table with
            Gold = None
            Epochs = None
        },
        readText (written table)
    )

[<Fact>]
let ``more rows than one buffer holds are all written`` () =
    let many =
        { table with
            Guids = Array.init 5000 (int64 >> ExampleGuid.FromInteger)
            Index = Array.init 5000 id
            ThresholdCloseness = Array.replicate 5000 0.25
            Confidence = Array.replicate 5000 0.5
            Variability = Array.replicate 5000 0.125
            Correctness = Array.replicate 5000 1
            Forgetfulness = None
            Gold = None
            Epochs = None
        }

    Assert.Equal<MetricsTable>(many, readText (written many))

[<Fact>]
let ``AllenAI's coordinate files are read, with closeness computed`` () =
    let read =
        readText
            "{\"guid\":17715,\"index\":3,\"confidence\":0.75,\"variability\":0.1921846387,\"correctness\":5}\n\
             {\"guid\":39201,\"index\":9,\"confidence\":0.5,\"variability\":0.2285684734,\"correctness\":4}\n"

    Assert.Equal<int[]>([| 3; 9 |], read.Index)
    Assert.Equal<float[]>([| 0.1875; 0.25 |], read.ThresholdCloseness)
    Assert.Equal<Forgetfulness[] option>(None, read.Forgetfulness)
    Assert.Equal(5, read.CorrectnessScale)

[<Fact>]
let ``a table read without forgetfulness is written without it`` () =
    let text =
        "{\"guid\":1,\"index\":0,\"threshold_closeness\":0.25,\"confidence\":0.5,\"variability\":0.0,\"correctness\":1}\n"

    Assert.Equal(text, written (readText text))

[<Fact>]
let ``keys come in any order, unknown keys and blank lines are skipped`` () =
    let read =
        readText
            "\r\n{\"correctness\": 1, \"unknown\": [1, {\"x\": 2}], \"variability\": 0, \"guid\": \"é\", \"confidence\": 1}\r\n\n"

    Assert.Equal("é", read.Guids[0].ToString())
    Assert.Equal<int[]>([| 0 |], read.Index)
    Assert.Equal(1.0, read.Confidence[0])

[<Fact>]
let ``an unfinished write leaves the older file and no partial one`` () =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "td_metrics.jsonl")
        MetricsFile.write path table
        let older = File.ReadAllText path
        // The second row has no variability, so that writing breaks off in the middle.
        let broken = { table with Variability = [| 0.0 |] }
        Assert.ThrowsAny<exn>(fun () -> MetricsFile.write path broken) |> ignore
        Assert.Equal(older, File.ReadAllText path)
        Assert.Equal<string list>([ path ], Directory.GetFiles folder |> List.ofArray))

[<Fact>]
let ``a place that cannot be written to is named`` () =
    TestFolders.inTemporary (fun folder ->
        let inTheWay = Path.Combine(folder, "file")
        File.WriteAllText(inTheWay, "")
        let path = Path.Combine(inTheWay, "td_metrics.jsonl")

        let error =
            Assert.Throws<RunFolderException>(fun () -> MetricsFile.write path table)

        Assert.StartsWith($"{path} cannot be written: ", error.Message))

[<Fact>]
let ``a missing file is named`` () =
    let error =
        Assert.Throws<LogFormatException>(fun () -> MetricsFile.read "no-such/m.jsonl" |> ignore)

    Assert.StartsWith("no-such/m.jsonl: cannot be opened: ", error.Message)

let row = "{\"guid\":1,\"confidence\":0.5,\"variability\":0.0,\"correctness\":1}\n"

[<Theory>]
[<InlineData("", "m.jsonl: no record; a metrics file has one for every example")>]
[<InlineData("[1]",
             "m.jsonl, line 1: expected a JSON object with guid, confidence, variability and correctness")>]
[<InlineData("{\"guid\":1,",
             "m.jsonl, line 1: guid 1: no JSON: Expected start of a property name or value, but instead reached end of data.")>]
[<InlineData("{\"guid\":1.5}", "m.jsonl, line 1: guid is 1.5, expected a 64-bit integer or a string")>]
[<InlineData("{\"guid\":[1]}", "m.jsonl, line 1: guid is an array, expected a 64-bit integer or a string")>]
[<InlineData("{\"guid\":1,\"confidence\":1.5}",
             "m.jsonl, line 1: guid 1: confidence is 1.5, expected a number from 0 to 1")>]
[<InlineData("{\"guid\":1,\"confidence\":null}",
             "m.jsonl, line 1: guid 1: confidence is null, expected a number from 0 to 1")>]
[<InlineData("{\"guid\":1,\"variability\":-1}",
             "m.jsonl, line 1: guid 1: variability is -1, expected a number from 0 to 1")>]
[<InlineData("{\"guid\":1,\"threshold_closeness\":0.5}",
             "m.jsonl, line 1: guid 1: threshold_closeness is 0.5, expected a number from 0 to 0.25")>]
[<InlineData("{\"guid\":1,\"correctness\":0.5}",
             "m.jsonl, line 1: guid 1: correctness is 0.5, expected an integer, at least 0")>]
[<InlineData("{\"guid\":1,\"forgetfulness\":-1}",
             "m.jsonl, line 1: guid 1: forgetfulness is -1, expected an integer, at least 0")>]
[<InlineData("{\"guid\":1,\"index\":{}}",
             "m.jsonl, line 1: guid 1: index is an object, expected an integer, at least 0")>]
[<InlineData("{\"confidence\":1}",
             "m.jsonl, line 1: no guid; a metrics record has at least guid, confidence, variability and correctness")>]
[<InlineData("{\"guid\":1}",
             "m.jsonl, line 1: guid 1: no confidence; a metrics record has at least guid, confidence, variability and correctness")>]
[<InlineData("{\"guid\":1,\"confidence\":1}",
             "m.jsonl, line 1: guid 1: no variability; a metrics record has at least guid, confidence, variability and correctness")>]
[<InlineData("{\"guid\":1,\"confidence\":1,\"variability\":0}",
             "m.jsonl, line 1: guid 1: no correctness; a metrics record has at least guid, confidence, variability and correctness")>]
let ``a malformed record is named with its line`` (text: string) (expected: string) =
    Assert.Equal(expected, errorOf text)

[<Fact>]
let ``a guid that is there twice is named with its second line`` () =
    Assert.Equal(
        "m.jsonl, line 3: guid 1: there twice in this file; a metrics file holds every example once",
        errorOf (row + "\n" + row)
    )

[<Fact>]
let ``forgetfulness in some rows only is refused`` () =
    Assert.Equal(
        "m.jsonl, line 2: guid 2: forgetfulness is in some rows only; expected it in all or in none",
        errorOf (
            row
            + "{\"guid\":2,\"confidence\":0.5,\"variability\":0.0,\"correctness\":1,\"forgetfulness\":0}\n"
        )
    )

[<Fact>]
let ``a folder's metrics are computed, a file's are read`` () =
    TestFolders.inTemporary (fun folder ->
        let log: TestLog.Record list list = [ [ "1", [ 0.0f; 0.0f ], 0 ] ]
        TestLog.write folder log |> ignore
        let computed = MetricsFile.readOrCompute folder
        Assert.Equal(Some 1, computed.Epochs)
        let path = Path.Combine(folder, "training_dynamics", "td_metrics.jsonl")
        MetricsFile.write path computed

        Assert.Equal<MetricsTable>(
            { computed with
                Gold = None
                Epochs = None
            },
            MetricsFile.readOrCompute path
        )

        Assert.Equal<MetricsTable>(
            computed,
            MetricsFile.readOrCompute (Path.Combine(folder, "training_dynamics"))
        ))

[<Theory>]
[<InlineData("jsonl", false)>]
[<InlineData("csv", false)>]
[<InlineData("jsonl", true)>]
[<InlineData("csv", true)>]
[<InlineData("parquet", true)>]
let ``a run written while it is read gives the file of its table, also where its epochs get out of step``
    ending
    isShuffled
    =
    TestFolders.inTemporary (fun folder ->
        let first = (EpochScanTests.runOf (Random 5) 9000 1 3 string)[0]

        let second =
            if isShuffled then
                let records = List.toArray first
                Array.Reverse(records, 8990, 10)
                List.ofArray records
            else
                first

        let run = TestLog.write folder [ first; second ]

        let options =
            { Metrics.defaults with
                Also = [ "aum"; "bald" ]
            }

        let whole, streamed =
            Path.Combine(folder, "whole." + ending), Path.Combine(folder, "streamed." + ending)

        let metrics = Metrics.ofRun options run
        MetricsFile.write whole metrics.Table

        let summary, regions =
            MetricsFile.writeRun 1000 options 0.33 null streamed (DynamicsFile.Find run)

        Assert.Equal<byte[]>(File.ReadAllBytes whole, File.ReadAllBytes streamed)
        Assert.Equal<EpochStats[]>(metrics.Stats, summary.Stats)
        Assert.Equal(RegionSummary.ofTable 0.33 metrics.Table, regions))
