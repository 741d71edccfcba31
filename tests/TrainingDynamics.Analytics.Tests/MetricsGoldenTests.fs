module TrainingDynamics.Analytics.Tests.MetricsGoldenTests

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open Xunit
open TrainingDynamics.Analytics
open TrainingDynamics.Logs

let decimalNumber = Regex(@"(?<=:)[0-9]+\.[0-9]+", RegexOptions.Compiled)

/// Equal but for the last of ten printed decimals, which may differ by one.
let assertSameLine (expected: string) (found: string) =
    Assert.Equal(decimalNumber.Replace(expected, "#"), decimalNumber.Replace(found, "#"))

    for e, f in Seq.zip (decimalNumber.Matches expected) (decimalNumber.Matches found) do
        let difference =
            Decimal.Parse(e.Value, CultureInfo.InvariantCulture)
            - Decimal.Parse(f.Value, CultureInfo.InvariantCulture)

        if abs difference > 0.0000000001m then
            Assert.Fail $"expected {expected}, found {found}"

let assertSameLines expected found =
    let expected, found = File.ReadAllLines expected, found
    Assert.Equal(Array.length expected, Array.length found)
    Array.iter2 assertSameLine expected found

let options variant =
    match variant with
    | "default" -> Metrics.defaults
    | "burn_out_3" -> { Metrics.defaults with First = Some 3 }
    | "include_ci" ->
        { Metrics.defaults with
            IncludeCi = true
        }
    | _ -> invalidArg (nameof variant) $"no golden file has {variant} in its name"

let cases: TheoryData<string, string> =
    let data = TheoryData<string, string>()

    for run in TestFolders.goldenRuns do
        for variant in [ "default"; "burn_out_3"; "include_ci" ] do
            data.Add(run, variant)

    data

[<Theory>]
[<MemberData(nameof cases)>]
let ``metrics files equal the reference's line for line`` (run: string) (variant: string) =
    TestFolders.inTemporary (fun folder ->
        let path = Path.Combine(folder, "td_metrics.jsonl")
        let golden = TestFolders.goldenMetrics run
        golden |> Metrics.ofRun (options variant) |> _.Table |> MetricsFile.write path
        assertSameLines (Path.Combine(golden, $"td_metrics.{variant}.jsonl")) (File.ReadAllLines path))

/// The reference's `loss`: PyTorch's mean cross-entropy, divided by the number of examples once more. PyTorch works in
/// float32 and adds in blocks of sixteen, and ten decimals show that, so the test does the same; our own loss, in
/// float64, is compared with what remains of the reference's when that rounding is allowed for.
module ReferenceStats =

    let loss32 (logits: float32[]) gold =
        let largest = Array.max logits

        let sum =
            logits |> Array.fold (fun sum z -> sum + Float32Exp.exp (z - largest)) 0.0f

        -(logits[gold] - largest - MathF.Log sum)

    let mean32 (losses: float32[]) =
        let levels = Array.zeroCreate<float32> 8

        for i in 0 .. losses.Length - 1 do
            levels[0] <- levels[0] + losses[i]
            let mutable level = 0

            while level < 7 && (i >>> (4 * level)) % 16 = 0 do
                levels[level + 1] <- levels[level + 1] + levels[level]
                levels[level] <- 0.0f
                level <- level + 1

        Array.fold (+) 0.0f levels / float32 losses.Length

    // [N], in the order of the run's first epoch, in which the reference adds.
    let lossesOf (guids: ExampleGuid[]) (file: DynamicsFile) =
        let losses = Dictionary<ExampleGuid, float32>()

        for guid, logits, gold in TestLog.recordsOf file do
            losses.Add(guid, loss32 logits gold)

        guids |> Array.map (fun guid -> losses[guid])

    let print (value: float) =
        value.ToString("0.0#########", CultureInfo.InvariantCulture)

    let line guids file (stats: EpochStats) =
        let losses = lossesOf guids file
        let loss = float (mean32 losses) / float losses.Length
        $"{{\"epoch\":{stats.Epoch},\"loss\":{print loss},\"train_acc\":{print stats.Accuracy}}}"

[<Theory>]
[<MemberData(nameof cases)>]
let ``training statistics equal the reference's line for line`` (run: string) (variant: string) =
    let golden = TestFolders.goldenMetrics run
    let metrics = Metrics.ofRun (options variant) golden
    let files = DynamicsFile.Find golden

    let lines =
        metrics.Stats
        |> Array.map (fun epoch -> ReferenceStats.line metrics.Table.Guids files[epoch.Epoch] epoch)

    assertSameLines (Path.Combine(golden, $"train_stats.{variant}.jsonl")) lines

[<Theory>]
[<MemberData(nameof cases)>]
let ``the mean loss is the reference's without its second division`` (run: string) (variant: string) =
    let golden = TestFolders.goldenMetrics run
    let metrics = Metrics.ofRun (options variant) golden
    let count = float metrics.Table.Count

    for text, epoch in
        Seq.zip (File.ReadLines(Path.Combine(golden, $"train_stats.{variant}.jsonl"))) metrics.Stats do
        use reference = JsonDocument.Parse text
        let expected = reference.RootElement.GetProperty("loss").GetDouble() * count
        // Four units of the reference's float32, and the tenth decimal times the examples.
        Assert.Equal(expected, epoch.Loss, 4.0 * expected * 2.0 ** -24.0 + 0.5e-10 * count)

let runs: TheoryData<string> = TheoryData<string>(TestFolders.goldenRuns)

[<Theory>]
[<MemberData(nameof runs)>]
let ``the first third by every metric is the reference's, in its order`` (run: string) =
    let golden = TestFolders.goldenMetrics run
    let table = (Metrics.ofRun Metrics.defaults golden).Table

    use selections =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(golden, "selection_33.json")))

    let size = Ranking.sizeOf 0.33 table.Count

    for name in SelectionScore.names do
        for key, worst in [ name, false; name + "_worst", true ] do
            let expected =
                [
                    for guid in selections.RootElement.GetProperty(key).EnumerateArray() -> string guid
                ]

            let found =
                [
                    for row in
                        table
                        |> SelectionScore.ofTable name
                        |> SelectionScore.ranking worst
                        |> Array.truncate size -> string table.Guids[row]
                ]

            Assert.Equal<string list>(expected, found)

[<Theory>]
[<MemberData(nameof runs)>]
let ``the reference's own metrics files read back as what we compute`` (run: string) =
    let golden = TestFolders.goldenMetrics run
    let computed = (Metrics.ofRun Metrics.defaults golden).Table
    let read = MetricsFile.read (Path.Combine(golden, "td_metrics.default.jsonl"))
    Assert.Equal<ExampleGuid[]>(computed.Guids, read.Guids)
    Assert.Equal<int[]>(computed.Correctness, read.Correctness)
    Assert.Equal<Forgetfulness[] option>(computed.Forgetfulness, read.Forgetfulness)
