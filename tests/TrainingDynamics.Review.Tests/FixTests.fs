module TrainingDynamics.Review.FixTests

open System
open System.IO
open System.Text
open System.Text.Json
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Data
open TrainingDynamics.Review.ReviewRun

/// A file in one of the formats with made-up texts; label and text of every row.
type Table =
    {
        Format: string
        Bytes: byte[]
        Labels: string[]
    }

let private pieces =
    [|
        "fine"
        "a b"
        "\""
        ","
        "é"
        "猫"
        "'"
        "\\"
        "; x"
        "0"
        "good"
        "<b>"
        "🙂"
    |]

let private textsGen =
    Gen.elements pieces
    |> Gen.listOf
    |> Gen.map (fun parts -> "t" + String.concat "" parts)

let private csvField isQuoted (text: string) =
    if isQuoted || text.AsSpan().IndexOfAny("\",\r\n") >= 0 then
        "\"" + text.Replace("\"", "\"\"") + "\""
    else
        text

let private jsonText isEscaped (text: string) =
    let encoder =
        if isEscaped then
            Encodings.Web.JavaScriptEncoder.Default
        else
            Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping

    JsonSerializer.Serialize(text, JsonSerializerOptions(Encoder = encoder))

// Line ends, byte order marks, blank lines, quotation marks where none are needed, a last line without an end.
let private tableGen =
    gen {
        let! rows = Gen.choose (4, 12)
        let! texts = Gen.listOfLength rows textsGen
        let! labels = Gen.listOfLength rows (Gen.elements names)
        let labels = names[0] :: names[1] :: List.skip 2 labels
        let! quoted = Gen.listOfLength (2 * rows) (Gen.elements [ true; false ])
        let! hasMark = Gen.elements [ true; false ]
        let! hasEnd = Gen.elements [ true; false ]
        let! lineEnd = Gen.elements [ "\n"; "\r\n" ]
        let! format = Gen.elements [ "tsv"; "csv"; "jsonl"; "json" ]
        let! blank = Gen.elements [ ""; " "; "\n" ]
        let inQuotes place = List.item place quoted

        let lines =
            List.mapi2
                (fun i text label ->
                    match format with
                    | "tsv" -> $"{text}\t{label}"
                    | "csv" ->
                        $"{csvField (inQuotes i) (text + lineEnd)},{csvField (inQuotes (rows + i)) label}"
                    | _ ->
                        let label = $"\"label\":{blank}{jsonText (inQuotes i) label}"
                        let text = $"\"text\" : {jsonText (inQuotes (rows + i)) text}"
                        // Keys in any order.
                        let blank = blank.Replace("\n", " ")

                        if inQuotes i then
                            $"{{{blank}{label.Replace('\n', ' ')}, {text}}}"
                        else
                            $"{{{text},{label.Replace('\n', ' ')}{blank}}}")
                texts
                labels

        let content =
            match format with
            | "tsv" -> "text\tlabel" :: lines |> String.concat lineEnd
            | "csv" -> "text,\"label\"" :: lines |> String.concat lineEnd
            | "jsonl" -> lines |> String.concat (if hasMark then lineEnd + lineEnd else lineEnd)
            | _ ->
                let separator = "," + blank + lineEnd

                if hasMark then
                    $"{{\"version\": [1], \"data\":{blank}[{String.concat separator lines}{blank}] }}"
                else
                    $"{blank}[{blank}{String.concat separator lines}{lineEnd}]"

        let content = if hasEnd then content + lineEnd else content
        let mark = if hasMark then [| 0xEFuy; 0xBBuy; 0xBFuy |] else [||]

        return
            {
                Format = format
                Bytes = Array.append mark (Encoding.UTF8.GetBytes content)
                Labels = Array.ofList labels
            }
    }

let private correction guid label =
    {
        Guid = string guid
        Given = ""
        New = label
        Who = "kim"
        When = ""
        Rule = "kim"
        TextHash = ""
    }

// Of each row: 0 stays, 1 gets the other label, 2 goes; the first row of each label stays.
let private correctionsOf (table: Table) (choices: int[]) =
    [|
        for row in 2 .. table.Labels.Length - 1 do
            match abs (choices[row % choices.Length] % 3) with
            | 1 -> correction row (names |> Array.find ((<>) table.Labels[row]))
            | 2 -> correction row ""
            | _ -> ()
    |]

[<Property(MaxTest = 150)>]
let ``A fix changes what it should alone, and its reverse is the source byte for byte``
    (NonEmptyArray choices)
    =
    Prop.forAll (Arb.fromGen tableGen) (fun table ->
        inTemporary (fun folder ->
            let path = Path.Combine(folder, $"train.{table.Format}")
            File.WriteAllBytes(path, table.Bytes)
            let corrections = correctionsOf table choices
            let plan = FixPlan.make (recorded path table.Format) names corrections
            let output = Path.Combine(folder, $"fixed.{table.Format}")
            let files = Fix.write plan "a test" output

            let before, after =
                DataFileLayouts.Read(recorded path table.Format),
                DataFileLayouts.Read(recorded output table.Format)

            let changes = corrections |> Array.map (fun one -> int one.Guid, one.New) |> dict

            let rows (table: DataTable) label =
                table.Rows
                |> Seq.map (fun row ->
                    row[table.ColumnOf "text"].Text, label row row[table.ColumnOf "label"].Text)
                |> Array.ofSeq

            let expected =
                rows before (fun row label ->
                    match changes.TryGetValue row.Number with
                    | true, other -> other
                    | false, _ -> label)
                |> Array.filter (fun (_, label) -> label.Length > 0)

            Assert.Equal<string * string>(expected, rows after (fun _ label -> label))
            Assert.Equal(corrections.Length, plan.Rows.Length)
            Assert.Equal(before.RowCount, Array.sum plan.Before)
            Assert.Equal(after.RowCount, Array.sum plan.After)

            let back = Path.Combine(folder, $"back.{table.Format}")
            Assert.Equal(corrections.Length, FixAudit.reverse files.Audit back)
            Assert.Equal<byte>(table.Bytes, File.ReadAllBytes back)))

let private inFolderWith (content: string) (test: string -> unit) =
    inTemporary (fun folder ->
        let path = Path.Combine(folder, "train.tsv")
        File.WriteAllText(path, content)
        test path)

let private source = "text\tlabel\none\t0\ntwo\t1.0\nthree\t1\nfour\t0\n"

let private fixedOf path corrections =
    let output =
        Path.Combine(nonNull (Path.GetDirectoryName(path: string)), "fixed.tsv")

    let plan = FixPlan.make (recorded path "tsv") names corrections
    Fix.write plan "a test" output

[<Fact>]
let ``Labels are spelt as the file spells them, whatever the run calls its classes`` () =
    inFolderWith source (fun path ->
        let files =
            fixedOf path [| correction 0 "good"; correction 2 "bad"; correction 3 "1" |]

        Assert.Equal("text\tlabel\none\t1.0\ntwo\t1.0\nthree\t0\nfour\t1.0\n", File.ReadAllText files.File)
        let hash = TextHash.ToHex(TextHash.Of("one", null))
        Assert.StartsWith($"text_hash,given,new\n{hash},0,1.0\n", File.ReadAllText files.Patch)
        let audit = File.ReadAllLines files.Audit
        Assert.Equal(4, audit.Length)

        Assert.Contains(
            "\"guid\":\"0\",\"row\":0,\"line\":2,\"given\":\"bad\",\"new\":\"good\",\"who\":\"kim\"",
            audit[1]
        ))

let private messageOf path corrections =
    Assert
        .Throws<AnalyticsException>(fun () -> FixPlan.make (recorded path "tsv") names corrections |> ignore)
        .Message

[<Fact>]
let ``A row that is not what was reviewed is refused, and named`` () =
    inFolderWith source (fun path ->
        let reviewed =
            { correction 1 "bad" with
                Given = "good"
                TextHash = TextHash.ToHex(TextHash.Of("two", null))
            }

        FixPlan.make (recorded path "tsv") names [| reviewed |] |> ignore
        File.WriteAllText(path, source.Replace("two", "too"))
        Assert.Contains("guid 1 (line 3) has another text", messageOf path [| reviewed |])
        File.WriteAllText(path, source.Replace("1.0", "0"))

        Assert.Contains(
            "guid 1 (line 3) has the label 'bad', and 'good' when it was reviewed",
            messageOf path [| reviewed |]
        )
        // What else changed does not matter.
        File.WriteAllText(path, source.Replace("four", "more"))
        let plan = FixPlan.make (recorded path "tsv") names [| reviewed |]
        Assert.Equal(1, plan.Rows.Length)
        Assert.Contains("guid 9 is not in it", messageOf path [| correction 9 "bad" |])
        Assert.Contains("the label 'bed', and no row", messageOf path [| correction 0 "bed" |])

        Assert.Contains(
            "all of its rows would be removed",
            messageOf path [| for row in 0..3 -> correction row "" |]
        ))

[<Fact>]
let ``A correction that the file has already changes nothing`` () =
    inFolderWith source (fun path ->
        let plan = FixPlan.make (recorded path "tsv") names [| correction 0 "bad" |]
        Assert.Equal((0, 1), (plan.Rows.Length, plan.Already))
        let files = Fix.write plan "a test" (path + ".fixed")
        Assert.Equal(source, File.ReadAllText files.File))

[<Fact>]
let ``The reverse of a file that has changed since is refused with the row`` () =
    inFolderWith source (fun path ->
        let files = fixedOf path [| correction 2 "bad" |]
        let back = path + ".back"

        let message () =
            Assert.Throws<AnalyticsException>(fun () -> FixAudit.reverse files.Audit back |> ignore).Message

        let text = File.ReadAllText files.File
        File.WriteAllText(files.File, text.Replace("three\t0", "three\t1"))
        Assert.Contains("guid 2 is not at byte", message ())
        File.WriteAllText(files.File, text + "five\t0\n")
        Assert.Contains("outside of the rows that were fixed", message ())
        Assert.False(File.Exists back))

[<Fact>]
let ``The source itself is never written over`` () =
    inFolderWith source (fun path ->
        let plan = FixPlan.make (recorded path "tsv") names [| correction 2 "bad" |]

        let error =
            Assert.Throws<AnalyticsException>(fun () -> Fix.write plan "a test" path |> ignore)

        Assert.Contains("is the source itself", error.Message)
        Assert.Equal(source, File.ReadAllText path))

[<Fact>]
let ``A patch mends another copy of the data by its texts`` () =
    inFolderWith source (fun path ->
        let files = fixedOf path [| correction 0 "good"; correction 2 "" |]
        let copy = Path.Combine(nonNull (Path.GetDirectoryName path), "copy.csv")
        File.WriteAllText(copy, "id,label,text\na,0,four\nb,1.0,\"three\"\nc,0,one\n")

        let record = recordedBy "id" copy "csv"

        File.WriteAllText(files.Patch, File.ReadAllText(files.Patch).Replace(",1,", ",1.0,"))
        let struct (corrections, missing) = Fix.ofPatch files.Patch record
        Assert.Equal(0, missing)
        let plan = FixPlan.make record [||] corrections
        let mended = Fix.write plan files.Patch (copy + ".fixed.csv")
        Assert.Equal("id,label,text\na,0,four\nc,1.0,one\n", File.ReadAllText mended.File)

        File.WriteAllText(copy, "id,label,text\nc,2,one\n")

        let error =
            Assert.Throws<AnalyticsException>(fun () -> Fix.ofPatch files.Patch record |> ignore)

        Assert.Contains("line 2 has the label '2', expected '0'", error.Message))

[<Fact>]
let ``A table of corrections names its faults by line`` () =
    inTemporary (fun folder ->
        let path = Path.Combine(folder, "labels.csv")
        File.WriteAllText(path, "guid,label\n3,good\n4,bad\n")
        let corrections = Correction.ofTable path

        Assert.Equal<string * string>(
            [ "3", "good"; "4", "bad" ],
            corrections |> Array.map (fun one -> one.Guid, one.New)
        )

        for content, fault in
            [
                "guid,label\n3,good\n3,bad\n", "line 3: guid 3 is there twice"
                "guid,label\n3,\n", "line 2: guid 3 has no label"
            ] do
            File.WriteAllText(path, content)

            let error =
                Assert.Throws<AnalyticsException>(fun () -> Correction.ofTable path |> ignore)

            Assert.Contains(fault, error.Message))

[<Fact>]
let ``Decisions become corrections by the rules for what gets no label`` () =
    let queue = queueOf "none" request

    let acts =
        decided
            queue
            [
                Verdict.Relabel
                Verdict.Keep
                Verdict.Ambiguous
                Verdict.Remove
                Verdict.Skip
            ]

    let guids rules =
        Correction.ofReview rules queue acts |> Array.map (fun one -> one.Guid, one.New)

    let rules =
        {
            Conflicts = ConflictRule.Refuse
            DropAmbiguous = false
            DropRemoved = true
        }

    Assert.Equal<string * string>([ "0", "good"; "3", "" ], guids rules)

    Assert.Equal<string * string>(
        [ "0", "good"; "2", "" ],
        guids
            { rules with
                DropAmbiguous = true
                DropRemoved = false
            }
    )
