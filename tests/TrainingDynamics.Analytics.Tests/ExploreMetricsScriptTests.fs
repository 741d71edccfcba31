module TrainingDynamics.Analytics.Tests.ExploreMetricsScriptTests

open System
open System.Diagnostics
open System.IO
open Xunit

let runScript (argument: string) =
    let start =
        ProcessStartInfo(
            "dotnet",
            // The assemblies beside this test come first, so that the script runs with what was just built.
            [
                "fsi"
                "--quiet"
                $"--lib:{AppContext.BaseDirectory}"
                "scripts/explore_metrics.fsx"
                argument
            ],
            WorkingDirectory = TestFolders.repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    use script = nonNull (Process.Start start)
    let errors = script.StandardError.ReadToEndAsync()
    let output = script.StandardOutput.ReadToEnd()
    script.WaitForExit()
    script.ExitCode, output, errors.Result

let assertRuns argument =
    let exitCode, output, errors = runScript argument
    Assert.True((exitCode = 0), $"exit code {exitCode}\n{output}\n{errors}")
    output

[<Fact>]
let ``the walk-through runs on a small log`` () =
    TestFolders.inTemporary (fun folder ->
        let epoch = [ for i in 0..19 -> $"{i}", [ float32 i - 10.0f; 0.0f ], 0 ]
        let output = TestLog.write folder [ epoch; epoch ] |> assertRuns
        Assert.Contains("20 examples", output)
        Assert.Contains("threshold_closeness", output)
        Assert.Contains("easy 6, hard 6, ambiguous 6", output))

[<SharedFact>]
let ``the walk-through runs on the reference's log`` () =
    let output = assertRuns (TestFolders.goldenMetrics "binary-200x6")
    Assert.Contains("200 examples", output)
    Assert.Contains("easy 66, hard 66, ambiguous 66", output)
