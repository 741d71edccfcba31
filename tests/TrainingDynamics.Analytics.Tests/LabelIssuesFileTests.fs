module TrainingDynamics.Analytics.Tests.LabelIssuesFileTests

open System.IO
open Xunit
open TrainingDynamics.Analytics

let listing =
    {
        TextOf = fun guid -> $"text, \"{guid}\""
        RowOf = string >> int >> Some
        LineOf = fun guid -> if string guid = "3" then Some 5 else None
        LabelNames = [| "negative"; "positive" |]
    }

let written name listing =
    let mutable text = ""

    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, name)

        let rows =
            LabelIssues.suspects true "confidence" LabelIssuesTests.issues
            |> Array.truncate 2

        LabelIssuesFile.write null path listing rows LabelIssuesTests.issues
        text <- File.ReadAllText path)

    text.Split '\n'

let numbers = System.Text.RegularExpressions.Regex "-?[0-9]+\\.[0-9]+(E-?[0-9]+)?"

let rounded (line: string) =
    numbers.Replace(line, fun found -> (System.Double.Parse found.Value).ToString "0.000")

[<Fact>]
let ``comma-separated values have a header and quotes where they are needed`` () =
    let lines = written "issues.csv" listing
    Assert.Equal(4, lines.Length)

    Assert.Equal(
        "rank,guid,row,line,text,gold,suggested,flagged,self_confidence,normalized_margin,aum,mean_loss,fused",
        lines[0]
    )
    // p = 0.1: margin ln(1/9), loss -ln 0.1; the most suspected of eight by all four detectors.
    Assert.Equal(
        "1,3,3,5,\"text, \"\"3\"\"\",negative,positive,true,0.100,0.100,-2.197,2.303,8",
        rounded lines[1]
    )

    Assert.StartsWith("2,7,7,,\"text", lines[2])
    Assert.Equal("", lines[3])

[<Fact>]
let ``JSON lines hold the same, classes by number where they have no names`` () =
    let lines = written "issues.jsonl" { listing with LabelNames = [||] }

    Assert.Equal(
        "{\"rank\":1,\"guid\":3,\"row\":3,\"line\":5,\"text\":\"text, \\\"3\\\"\",\"gold\":0,\"suggested\":1,\"flagged\":true,\
         \"self_confidence\":0.100,\"normalized_margin\":0.100,\"aum\":-2.197,\"mean_loss\":2.303,\"fused\":8}",
        rounded lines[0]
    )

    Assert.Equal(3, lines.Length)

[<Fact>]
let ``what cannot be written is refused`` () =
    let message name listing =
        let error =
            Assert.Throws<AnalyticsException>(fun () -> written name listing |> ignore)

        error.Message[error.Message.LastIndexOf '/' + 1 ..]

    Assert.Equal(
        "issues.xlsx: found a name that ends in '.xlsx', expected .csv, .tsv, .jsonl or .parquet to know what to write",
        message "issues.xlsx" listing
    )

    Assert.Equal(
        "1 names of classes, expected 2, as many as there are logits",
        message
            "issues.csv"
            { listing with
                LabelNames = [| "one" |]
            }
    )
