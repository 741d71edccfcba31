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

        let rowOf guid =
            if guid = guids[0] then Some 4 else None

        let write path =
            ComparisonFile.write
                null
                path
                rowOf
                (rowOf >> Option.map ((+) 2))
                a
                b
                (Comparison.compare 0.5 a b)

        write path

        Assert.Equal<string[]>(
            [|
                "guid\tguid_b\trow\tline\tgold\tconfidence_a\tconfidence_b\tvariability_a\tvariability_b\tcorrectness_a\tcorrectness_b\t\
                 delta_confidence\tdelta_variability\tdelta_correctness\tdelta_forgetting"
                "7\t7\t4\t6\t0\t0.25\t0.75\t0.1\t0.1\t0\t0\t0.5\t0\t0\t"
                "\"a\tb\"\t\"a\tb\"\t\t\t1\t0.5\t0.25\t0.2\t0.2\t2\t2\t-0.25\t0\t0\t0"
            |],
            File.ReadAllLines path
        )

        let other =
            Assert.Throws<AnalyticsException>(fun () -> write (Path.Combine(folder, "change.png")))

        Assert.Contains("expected .csv, .tsv, .jsonl or .parquet", other.Message))
