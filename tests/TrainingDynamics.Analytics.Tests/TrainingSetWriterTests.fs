module TrainingDynamics.Analytics.Tests.TrainingSetWriterTests

open System.IO
open System.Text
open System.Text.Json
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

/// The first `count` by confidence of examples with these guids, the confidence falling.
let selectionOf count (guids: ExampleGuid list) =
    let n = guids.Length

    let table =
        { RegionsTests.tableOf (List.init n (fun i -> 1.0 - float i / float n)) (List.replicate n 0.1) with
            Guids = Array.ofList guids
        }

    let request = SelectionRequest.ranked (SelectionSize.Count count)
    Selection.select request (SelectionScore.ofTable "confidence" table) table

let rowNumbers = List.map (int64 >> ExampleGuid.FromInteger)
let texts = List.map ExampleGuid.FromText

/// Writes a source of that name and content, selects from it, and hands over what was written and the output folder.
let write name (content: string) guidColumn selection check =
    TestFolders.inTemporary (fun folder ->
        let data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName
        let output = Path.Combine(folder, "out")
        let source = Path.Combine(data, name)
        File.WriteAllBytes(source, Encoding.UTF8.GetBytes content)
        File.WriteAllText(Path.Combine(data, "dev.tsv"), "dev")
        File.WriteAllText(Path.Combine(data, "test_matched.tsv"), "test")
        File.WriteAllText(Path.Combine(data, "testimony.tsv"), "no test set")
        File.WriteAllText(Path.Combine(data, "dev.csv"), "another format")

        let from =
            {
                Run = "run"
                File = TestFolders.trainingFile source guidColumn
            }

        check (TrainingSetWriter.write from output selection) output)

let contentOf name content guidColumn selection =
    let mutable found = ""

    write name content guidColumn selection (fun set _ ->
        found <- Encoding.UTF8.GetString(File.ReadAllBytes set.TrainFile))

    found

let errorOf name content guidColumn selection =
    let error =
        Assert.Throws<AnalyticsException>(fun () -> write name content guidColumn selection (fun _ _ -> ()))

    error.Message[error.Message.IndexOf(name, System.StringComparison.Ordinal) ..]

[<Fact>]
let ``rows of a tab-separated file are copied as they are, in the selection's order`` () =
    let content = "sentence\tlabel\na \"quoted\t0\nsecond \t1\nthird\t0\n"

    let found =
        contentOf "train.tsv" content None (selectionOf 2 (rowNumbers [ 2; 1; 0 ]))
    // Confidence falls from row 2 to row 0, so that 0 and 1 are the least confident.
    Assert.Equal("sentence\tlabel\na \"quoted\t0\nsecond \t1\n", found)

[<Fact>]
let ``carriage returns and a byte order mark stay, a missing last line end is added`` () =
    let content = "\uFEFFid\ttext\r\na\tx\r\nb\ty"

    let found =
        contentOf "train.tsv" content (Some "id") (selectionOf 2 (texts [ "a"; "b" ]))

    Assert.Equal("\uFEFFid\ttext\r\nb\ty\r\na\tx\r\n", found)

[<Fact>]
let ``a quoted field of a comma-separated file may hold commas, quotes and line breaks`` () =
    let content =
        "text,id,label\n\"one, \"\"two\"\"\nthree\",\"a\",1\nplain,b,0\n\"\",c,0\n"

    let found =
        contentOf "train.csv" content (Some "id") (selectionOf 2 (texts [ "c"; "b"; "a" ]))

    Assert.Equal("text,id,label\n\"one, \"\"two\"\"\nthree\",\"a\",1\nplain,b,0\n", found)

[<Fact>]
let ``JSON lines are found by a key, a number or a string`` () =
    let content =
        "{\"text\": \"x\", \"meta\": {\"id\": 5}, \"id\": 7}\n{\"id\": \"8\", \"text\": \"id\"}\n\n{\"id\":9}\n"

    let guids =
        [
            ExampleGuid.FromInteger 9L
            ExampleGuid.FromText "8"
            ExampleGuid.FromInteger 7L
        ]

    let found = contentOf "train.jsonl" content (Some "id") (selectionOf 2 guids)

    Assert.Equal(
        "{\"text\": \"x\", \"meta\": {\"id\": 5}, \"id\": 7}\n{\"id\": \"8\", \"text\": \"id\"}\n",
        found
    )

[<Fact>]
let ``development and test files of the same kind are copied, and nothing is left half written`` () =
    let selection = selectionOf 1 (rowNumbers [ 0 ])

    write "train.tsv" "sentence\tlabel\nfirst\t0\n" None selection (fun set output ->
        let names = set.Copied |> Array.map Path.GetFileName
        Assert.Equal<(string | null)[]>([| "dev.tsv"; "test_matched.tsv" |], names)
        Assert.Equal("dev", File.ReadAllText set.Copied[0])

        Assert.Equal<(string | null)[]>(
            [| "dev.tsv"; "selection.json"; "test_matched.tsv"; "train.tsv" |],
            Directory.GetFiles output |> Array.map Path.GetFileName |> Array.sort
        ))

[<Fact>]
let ``selection.json records how the examples were selected`` () =
    let selection = selectionOf 1 (rowNumbers [ 1; 0 ])

    let both = Selection.union [| selection; selection |]

    write "train.tsv" "sentence\tlabel\nfirst\t0\nsecond\t1\n" None both (fun set _ ->
        Assert.Equal(1, set.Rows)
        use json = JsonDocument.Parse(File.ReadAllText set.SelectionFile)
        let root = json.RootElement
        Assert.Equal("run", root.GetProperty("run").GetString())
        Assert.Equal(JsonValueKind.Null, root.GetProperty("guid_column").ValueKind)
        Assert.Equal(1, root.GetProperty("rows").GetInt32())
        let how = root.GetProperty("how").GetProperty("union")[0]

        Assert.Equal(
            "{\"metric\":\"confidence\",\"strategy\":\"ranked\",\"worst\":false,\"size\":{\"count\":1},\
             \"band\":null,\"skip_top\":null,\"seed\":1}",
            how.GetRawText()
        )

        let first = root.GetProperty("examples")[0]

        Assert.Equal("{\"guid\":0,\"score\":0.5,\"rank\":1,\"reason\":\"head\"}", first.GetRawText()))

[<Fact>]
let ``a selected guid that the source lacks is an error that names it`` () =
    Assert.Equal(
        "train.tsv: guid 4 is in none of its 1 rows, nor are 1 others that are selected; expected it as the row \
         number; check the guid column and that it is the file the run was trained on",
        errorOf "train.tsv" "sentence\tlabel\nfirst\t0\n" None (selectionOf 3 (rowNumbers [ 0; 5; 4 ]))
    )

[<Fact>]
let ``a selected guid that is there twice is an error that names both lines`` () =
    Assert.Equal(
        "train.csv, line 4: guid a is there twice, also in line 2; expected every guid once",
        errorOf "train.csv" "id,text\na,\"x\ny\"\na,z\n" (Some "id") (selectionOf 1 (texts [ "a" ]))
    )

[<Fact>]
let ``bad sources are refused by file, line and what was expected`` () =
    let selection = selectionOf 1 (texts [ "a" ])

    Assert.Equal(
        "train.tsv: found the columns 'id', 'text', expected one called 'guid' among them",
        errorOf "train.tsv" "id\ttext\na\tx\n" (Some "guid") selection
    )

    Assert.Equal(
        "train.tsv, line 3: found 3 tab-separated columns, expected 2 as in the header ('id', 'text'); correct the line or remove it",
        errorOf "train.tsv" "id\ttext\nb\tx\na\tx\ty\n" (Some "id") selection
    )

    Assert.StartsWith(
        "train.jsonl, line 2: found an array, expected an object",
        errorOf "train.jsonl" "{\"id\":\"a\"}\n[]\n" (Some "id") selection
    )

    Assert.Equal(
        "train.jsonl: found the columns 'id', expected one called 'guid' among them",
        errorOf "train.jsonl" "{\"id\":\"a\"}\n" (Some "guid") selection
    )

    Assert.Equal(
        "train.txt: the file is recorded as 'txt', expected tsv, csv, json, jsonl, parquet to read its rows",
        errorOf "train.txt" "a" None selection
    )

[<Fact>]
let ``the source is not overwritten`` () =
    TestFolders.inTemporary (fun folder ->
        let source = Path.Combine(folder, "train.tsv")
        File.WriteAllText(source, "sentence\tlabel\nfirst\t0\n")

        let from =
            {
                Run = "run"
                File = TestFolders.trainingFile source None
            }

        // By its name, and by links to it and to its folder.
        let linked = Path.Combine(folder, "linked")
        Directory.CreateDirectory linked |> ignore
        File.CreateSymbolicLink(Path.Combine(linked, "train.tsv"), source) |> ignore
        let same = Path.Combine(folder, "same")
        Directory.CreateSymbolicLink(same, folder) |> ignore

        for output in [ folder; linked; same ] do
            let error =
                Assert.Throws<AnalyticsException>(fun () ->
                    TrainingSetWriter.write from output (selectionOf 1 (rowNumbers [ 0 ])) |> ignore)

            Assert.Equal(
                $"{output}: the output folder holds the source itself, which would be overwritten; give another",
                error.Message
            )

        Assert.Equal("sentence\tlabel\nfirst\t0\n", File.ReadAllText source))
