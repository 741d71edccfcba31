module TrainingDynamics.Analytics.Tests.SeedsAggregateFileTests

open System.IO
open Xunit
open TrainingDynamics.Analytics

let seeds =
    SeedsAggregate.ofTables
        0.5
        [|
            SeedsAggregateTests.runOf [ 0.6, 0.8; 0.5, 0.5 ]
            SeedsAggregateTests.runOf [ 0.2, 0.4; 0.5, 0.5 ]
        |]

let written name =
    let mutable text = ""

    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, name)
        SeedsAggregateFile.write null path seeds
        text <- File.ReadAllText path)

    text.Split '\n'

// Means 0.7 and 0.3: mean 0.5, deviation 0.2; within a run 0.1 each.
[<Fact>]
let ``every example of all runs has a row, missing numbers are empty`` () =
    let lines = written "seeds.csv"

    Assert.Equal(
        "guid,confidence,variance_within,variance_between,variance_total,seed_deviation,correctness,forgetting,learnt_in",
        lines[0]
    )

    let fields = lines[1].Split ','
    // Squares and roots of float64 in [0, 1].
    List.iter2
        (fun (expected: float) field -> Assert.Equal(expected, float field, 1e-15))
        [ 0.5; 0.01; 0.04; 0.05; 0.2 ]
        (List.ofArray fields[1..5])

    Assert.Equal("", fields[7])
    Assert.Equal(4, lines.Length)

[<Fact>]
let ``JSON lines say null there`` () =
    Assert.Contains("\"forgetting\":null,\"learnt_in\":", (written "seeds.jsonl")[1])

[<Fact>]
let ``another ending is refused`` () =
    let error =
        Assert.Throws<AnalyticsException>(fun () -> written "seeds.txt" |> ignore)

    Assert.EndsWith(
        "seeds.txt: found a name that ends in '.txt', expected .csv, .tsv, .jsonl or .parquet to know what to write",
        error.Message
    )
