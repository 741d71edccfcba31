module TrainingDynamics.Analytics.Tests.ExampleTextsTests

open System
open System.IO
open System.Security.Cryptography
open System.Text
open System.Text.Json.Nodes
open Deedle
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let inFile name (text: string) action =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, name)
        File.WriteAllText(path, text)
        action path)

let column name (frame: Frame<string, string>) =
    frame.GetColumn<string> name |> Series.observationsAll |> List.ofSeq

let errorOf name (text: string) read =
    let mutable message = ""

    inFile name text (fun path ->
        let error = Assert.Throws<AnalyticsException>(fun () -> read path |> ignore)

        message <- error.Message.Replace(path, name))

    message

[<Fact>]
let ``a TSV without ids goes by the number of the row and keeps every character`` () =
    inFile "train.tsv" "sentence\tlabel\r\nsay \"no\", she said \t0\r\n 'é'\t1\r\n\n" (fun path ->
        let frame = ExampleTexts.read path

        Assert.Equal<(string * string option) list>(
            [ "0", Some "say \"no\", she said "; "1", Some " 'é'" ],
            column "sentence" frame
        )

        Assert.Equal<(string * string option) list>([ "0", Some "0"; "1", Some "1" ], column "label" frame))

[<Theory>]
[<InlineData("guid")>]
[<InlineData("id")>]
[<InlineData("idx")>]
[<InlineData("index")>]
let ``a TSV with an id column goes by it`` (name: string) =
    inFile "train.tsv" $"text\t{name}\none\t17\ntwo\tx-3\n" (fun path ->
        let frame = ExampleTexts.read path

        Assert.Equal<(string * string option) list>(
            [ "17", Some "one"; "x-3", Some "two" ],
            column "text" frame
        )

        Assert.Equal<string list>([ "text" ], List.ofSeq frame.ColumnKeys))

[<Fact>]
let ``another column can be named as that of the guids`` () =
    inFile "train.tsv" "index\tpairID\ttext\n0\ta\tone\n1\tb\ttwo\n" (fun path ->
        let frame = ExampleTexts.readBy "pairID" path
        Assert.Equal<string list>([ "a"; "b" ], List.ofSeq frame.RowKeys)
        Assert.Equal<string list>([ "index"; "text" ], List.ofSeq frame.ColumnKeys))

[<Fact>]
let ``a CSV gives fields without their quotes, line ends within them too`` () =
    inFile "train.csv" "id,text\n7,\"a, \"\"b\"\"\nc\"\nq,plain\n" (fun path ->
        Assert.Equal<(string * string option) list>(
            [ "7", Some "a, \"b\"\nc"; "q", Some "plain" ],
            column "text" (ExampleTexts.read path)
        ))

[<Fact>]
let ``a JSON file gives strings as they are and other values as JSON`` () =
    inFile
        "train.jsonl"
        "{\"id\": 7, \"text\": \"a\\tb\", \"gold\": 1, \"tags\": [1, 2]}\n\n{\"text\": null, \"id\": \"q\", \"new\": true}\n"
        (fun path ->
            let frame = ExampleTexts.read path
            Assert.Equal<(string * string option) list>([ "7", Some "a\tb"; "q", None ], column "text" frame)

            Assert.Equal<(string * string option) list>(
                [ "7", Some "[1, 2]"; "q", None ],
                column "tags" frame
            )

            Assert.Equal<(string * string option) list>([ "7", None; "q", Some "true" ], column "new" frame))

[<Fact>]
let ``a file that is no data file is named with the line at fault`` () =
    Assert.Equal(
        "d.tsv, line 3: found 1 tab-separated column, expected 2 as in the header ('text', 'label'); correct the line or remove it",
        errorOf "d.tsv" "text\tlabel\na\t0\nb\n" ExampleTexts.read
    )

    Assert.Equal(
        "d.tsv, line 3: guid 4 occurs twice; every example needs its own guid",
        errorOf "d.tsv" "guid\ttext\n4\ta\n4\tb\n" ExampleTexts.read
    )

    Assert.Equal(
        "d.tsv: found a header and no rows, expected at least one example; check that the file is whole",
        errorOf "d.tsv" "guid\ttext\n" ExampleTexts.read
    )

    Assert.Equal(
        "d.jsonl: found no rows, expected at least one example; check that the file is whole",
        errorOf "d.jsonl" "\n" ExampleTexts.read
    )

    for line, problem in [ "[1]", "found an array, expected an object"; "{\"a\":", "found no JSON (" ] do
        Assert.StartsWith(
            $"d.jsonl, line 2: {problem}",
            errorOf "d.jsonl" ("{\"a\": 1}\n" + line + "\n") ExampleTexts.read
        )

    Assert.Equal(
        "d.jsonl, line 2: found no id, expected an id in every row; add it or remove the row",
        errorOf "d.jsonl" "{\"id\": 1}\n{\"text\": \"x\"}\n" ExampleTexts.read
    )

    Assert.Equal(
        "d.xlsx: found a file that ends in '.xlsx', expected .csv, .tsv, .json, .jsonl or .parquet; rename or convert it",
        errorOf "d.xlsx" "a,b\n" ExampleTexts.read
    )

    Assert.Equal(
        "d.tsv: no column is called 'pairID'; there are guid, text",
        errorOf "d.tsv" "guid\ttext\n1\ta\n" (ExampleTexts.readBy "pairID")
    )

    Assert.StartsWith(
        "no-such.tsv: the file cannot be read: ",
        Assert.Throws<AnalyticsException>(fun () -> ExampleTexts.read "no-such.tsv" |> ignore).Message
    )

/// A run of two examples whose manifest names `data` as its training file.
let writeRun folder (data: string) sha256 =
    let record guid : TestLog.Record = guid, [ 1.0f; 0.0f ], 0
    TestLog.write folder [ [ record "1"; record "0" ] ] |> ignore

    RunManifest(
        Task = "demo",
        Model = "bert-tiny",
        Started = DateTime(2020, 11, 16, 0, 0, 0, DateTimeKind.Utc),
        Seed = 1,
        Device = "cpu",
        Recording = "after each epoch",
        LabelNames = [| "negative"; "positive" |],
        DataFiles =
            [|
                DataFileRecord("dev", "dev.tsv", "", 1)
                DataFileRecord("train", data, sha256, 2)
            |],
        Options = JsonObject(),
        Versions = Collections.Generic.Dictionary()
    )
        .Write(RunFolder(folder).ManifestPath)

let texts = "sentence\tlabel\nfirst\t0\nsecond\t0\n"

let sha256 (text: string) =
    Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes text))

[<Fact>]
let ``a run's texts are found by its manifest and joined by guid`` () =
    inFile "train.tsv" texts (fun data ->
        TestFolders.inTemporary (fun run ->
            writeRun run data (sha256 texts)

            for path in [ run; Path.Combine(run, "training_dynamics") ] do
                let frame = DynamicsFrame.load path |> DynamicsFrame.withTexts path

                Assert.Equal<(string * string option) list>(
                    [ "1", Some "second"; "0", Some "first" ],
                    column "sentence" frame
                )

                Assert.Equal(0.0, frame?index |> Series.get "1")))

[<Fact>]
let ``a training file that changed or went is refused`` () =
    inFile "train.tsv" texts (fun data ->
        TestFolders.inTemporary (fun run ->
            let message () =
                Assert.Throws<AnalyticsException>(fun () -> ExampleTexts.ofRun run |> ignore).Message

            writeRun run data (sha256 "something else")

            Assert.Equal(
                $"{data}: the file has changed since the run (its SHA-256 is not the manifest's), so its rows may be others",
                message ()
            )

            File.Delete data

            Assert.Equal(
                $"{data}: the run's training file is not there; give its path now (a relative one starts at the current folder)",
                message ()
            )))

[<Fact>]
let ``a join that leaves guids without a text is refused with the first of them`` () =
    inFile "train.tsv" "sentence\nfirst\n" (fun data ->
        TestFolders.inTemporary (fun run ->
            writeRun run data ""
            let frame = DynamicsFrame.load run

            let error =
                Assert.Throws<LogFormatException>(fun () -> DynamicsFrame.withTexts data frame |> ignore)

            Assert.Equal(
                $"{data}: 1 of 2 guids are not in it, 1 first; is it the data of this run, and do its guids stand in \
                  the column that was taken (see withTextsBy)?",
                error.Message
            )))

[<Fact>]
let ``a column that the frame has already stays the frame's`` () =
    inFile "train.tsv" "pair\tconfidence\ttext\n0\thigh\tfirst\n1\tlow\tsecond\n" (fun data ->
        TestFolders.inTemporary (fun run ->
            writeRun run data ""
            let frame = DynamicsFrame.load run
            let joined = frame |> DynamicsFrame.withTextsBy "pair" data

            Assert.Equal<string list>(
                List.ofSeq frame.ColumnKeys @ [ "text" ],
                List.ofSeq joined.ColumnKeys
            )

            Assert.Equal<float list>(
                frame?confidence |> Series.values |> List.ofSeq,
                joined?confidence |> Series.values |> List.ofSeq
            )))
