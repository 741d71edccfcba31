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
