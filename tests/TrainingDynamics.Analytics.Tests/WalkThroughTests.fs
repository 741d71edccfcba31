module TrainingDynamics.Analytics.Tests.WalkThroughTests

open System
open System.Diagnostics
open System.IO
open Xunit

let runScript name (arguments: string list) =
    let start =
        ProcessStartInfo(
            "dotnet",
            // The assemblies beside this test come first, so that the script runs with what was just built.
            [ "fsi"; "--quiet"; $"--lib:{AppContext.BaseDirectory}"; $"scripts/{name}.fsx" ]
            @ arguments,
            WorkingDirectory = TestFolders.repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    use script = nonNull (Process.Start start)
    let errors = script.StandardError.ReadToEndAsync()
    let output = script.StandardOutput.ReadToEnd()
    script.WaitForExit()
    script.ExitCode, output, errors.Result

let assertRuns name arguments =
    let exitCode, output, errors = runScript name arguments
    Assert.True((exitCode = 0), $"exit code {exitCode}\n{output}\n{errors}")
    output

[<Fact>]
let ``explore_metrics runs on a small log`` () =
    TestFolders.inTemporary (fun folder ->
        let epoch = [ for i in 0..19 -> $"{i}", [ float32 i - 10.0f; 0.0f ], 0 ]

        let output = assertRuns "explore_metrics" [ TestLog.write folder [ epoch; epoch ] ]

        Assert.Contains("20 examples", output)
        Assert.Contains("threshold_closeness", output)
        Assert.Contains("easy 6, hard 6, ambiguous 6", output))

[<Fact>]
let ``explore_metrics runs on the reference's log`` () =
    let output =
        assertRuns "explore_metrics" [ TestFolders.goldenMetrics "binary-200x6" ]

    Assert.Contains("200 examples", output)
    Assert.Contains("easy 66, hard 66, ambiguous 66", output)

/// A log of two classes in which the gold class has these probabilities, per epoch and example; gold is 0.
let logOf (epochs: float list list) : TestLog.Record list list =
    [
        for epoch in epochs ->
            [
                for i, q in List.indexed epoch -> $"{i}", [ float32 (Math.Log(q / (1.0 - q))); 0.0f ], 0
            ]
    ]

let inRuns (runs: float list list list) action =
    TestFolders.inTemporary (fun folder ->
        runs
        |> List.mapi (fun i run ->
            let path = Path.Combine(folder, $"run{i}")
            Directory.CreateDirectory path |> ignore
            TestLog.write path (logOf run))
        |> action)

[<Fact>]
let ``find_label_errors finds the planted flips and shows their texts`` () =
    TestFolders.inTemporary (fun folder ->
        let random = Random 4
        let flipped = set [ 3; 11; 17 ]

        // A wrong label costs the example its probability; the last one is a hit that every detector misses.
        let epoch () =
            [
                for i in 0..19 ->
                    if flipped.Contains i && i <> 17 then
                        0.05 + 0.1 * random.NextDouble()
                    else
                        0.8 + 0.1 * random.NextDouble()
            ]

        let run = TestLog.write folder (logOf [ epoch (); epoch (); epoch () ])
        let data = Path.Combine(folder, "train.tsv")
        let truth = Path.Combine(folder, "truth.tsv")
        File.WriteAllLines(data, "sentence\tlabel" :: [ for i in 0..19 -> $"text no {i}\t0" ])

        File.WriteAllLines(
            truth,
            "split\tguid\tkind\tlabel\ttrue_label"
            :: "train\t5\trare\t0\t0"
            :: "dev\t3\trare\t0\t0"
            :: "dev\t4\tflipped\t0\t1"
            :: [ for i in flipped -> $"train\t{i}\tflipped\t0\t1" ]
        )

        let output = assertRuns "find_label_errors" [ run; data; truth ]
        Assert.Contains("the ten most suspicious of 20 examples", output)
        Assert.Contains("text no 11", output)
        Assert.Contains("3 labels are known to be wrong; of the first 3 these are found:", output)
        Assert.Matches(@"random +0\.1500", output)

        // Two of three for certain; the third is one of eighteen that look the same.
        for detector in [ "confidence"; "aum"; "mean_loss"; "el2n"; "self_confidence"; "fused" ] do
            Assert.Matches($@"  {detector} +(0\.6667|1\.0000)", output))

[<Fact>]
let ``find_label_errors reads the bundled demo set and its truth`` () =
    let demo name =
        Path.Combine(TestFolders.repository, "data", "demo", name)

    let flipped =
        File.ReadLines(demo "truth.tsv")
        |> Seq.map _.Split('\t')
        |> Seq.filter (fun row -> row[0] = "train" && row[2] = "flipped")
        |> Seq.map (fun row -> int row[1])
        |> Set.ofSeq

    let examples = Seq.length (File.ReadLines(demo "train.tsv")) - 1

    let epoch =
        [ for i in 0 .. examples - 1 -> if flipped.Contains i then 0.2 else 0.9 ]

    inRuns [ [ epoch ] ] (fun runs ->
        let output =
            assertRuns "find_label_errors" (runs @ [ demo "train.tsv"; demo "truth.tsv" ])

        Assert.Contains($"{flipped.Count} labels are known to be wrong", output)
        Assert.Matches(@"  fused +1\.0000", output))

[<Fact>]
let ``compare_two_models prints the rank correlation of the worked example and what does not match`` () =
    // The second run has one example more.
    let a, b = [ 0.9; 0.8; 0.3; 0.5 ], [ 0.85; 0.9; 0.2; 0.6; 0.4 ]

    inRuns [ [ a; a ]; [ b; b ] ] (fun runs ->
        let output = assertRuns "compare_two_models" runs
        Assert.Contains("4 examples in both, 0 only in A, 1 only in B", output)
        Assert.Contains("Spearman of confidence  0.8000", output)
        Assert.Contains("mean confidence  A 0.6250, B 0.6375", output)
        Assert.Contains("mean change of confidence +0.0125", output)
        // A third of four is one example: the easiest of A is not that of B, the hardest is.
        Assert.Matches(@"easy +0 +\d+ +0\s", output)
        Assert.Matches(@"hard +0 +\d+ +1\s", output))

[<Fact>]
let ``seed_stability prints the variances of the worked example`` () =
    // One example, two epochs, three seeds; the expected numbers were computed with numpy.
    inRuns [ [ [ 0.6 ]; [ 0.8 ] ]; [ [ 0.7 ]; [ 0.9 ] ]; [ [ 0.2 ]; [ 0.9 ] ] ] (fun runs ->
        let output = assertRuns "seed_stability" runs
        Assert.Contains("3 runs, 1 examples in all of them", output)
        Assert.Contains("mean confidence            0.683333", output)
        Assert.Contains("mean variance within seeds 0.047500", output)
        Assert.Contains("mean variance between them 0.010556", output)
        Assert.Contains("both together              0.058056", output)
        Assert.Contains("mean deviation of a seed   0.102740", output))

[<Fact>]
let ``seed_stability compares every pair of seeds and their regions`` () =
    let a, b = [ 0.9; 0.8; 0.3; 0.5 ], [ 0.85; 0.9; 0.2; 0.6 ]

    inRuns [ [ a; b ]; [ a; b ]; [ b; b ] ] (fun runs ->
        let output = assertRuns "seed_stability" runs
        Assert.Contains("Spearman of confidence, seeds 1 and 2: 1.0000", output)
        Assert.Contains("Spearman of confidence, seeds 2 and 3: ", output)
        Assert.Contains("hard       1 of 1 examples are in it for every seed (100 %)", output))
