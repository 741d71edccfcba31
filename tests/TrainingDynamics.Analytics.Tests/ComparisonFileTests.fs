module TrainingDynamics.Analytics.Tests.ComparisonFileTests

open System.IO
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let table (guids: ExampleGuid[]) confidence =
    MetricsTable.ofEpochs guids [| 0; 1 |] 2 confidence [| 0.1; 0.2 |] [| 0; 2 |] [| 1000; 1 |]

[<Fact>]
let ``every example in both is a row with the numbers of both and their differences`` () =
    TestFolders.inTemporary (fun folder ->
        let guids = [| ExampleGuid.FromInteger 7L; ExampleGuid.FromText "a\tb" |]
        let a, b = table guids [| 0.25; 0.5 |], table guids [| 0.75; 0.25 |]
        let path = Path.Combine(folder, "change.tsv")
        ComparisonFile.write path a b (Comparison.compare 0.5 a b)

        Assert.Equal<string[]>(
            [|
                "guid\tguid_b\tgold\tconfidence_a\tconfidence_b\tvariability_a\tvariability_b\tcorrectness_a\tcorrectness_b\t\
                 delta_confidence\tdelta_variability\tdelta_correctness\tdelta_forgetting"
                "7\t7\t0\t0.25\t0.75\t0.1\t0.1\t0\t0\t0.5\t0\t0\t"
                "\"a\tb\"\t\"a\tb\"\t1\t0.5\t0.25\t0.2\t0.2\t2\t2\t-0.25\t0\t0\t0"
            |],
            File.ReadAllLines path
        )

        let other =
            Assert.Throws<AnalyticsException>(fun () ->
                ComparisonFile.write (Path.Combine(folder, "change.png")) a b (Comparison.compare 0.5 a b))

        Assert.Contains("expected .csv, .tsv, .jsonl or .parquet", other.Message))
