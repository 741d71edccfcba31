using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests.Faults;

/// <summary>What happens around a run changes neither its numbers nor what an earlier run left.</summary>
public sealed class LeftAsItWasTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_is_stopped_and_continued_and_loses_its_working_directory_has_the_same_bytes()
    {
        var plain = Train("plain");
        var folder = Directory.CreateDirectory(_folder["gone"]).FullName;
        var start = TdProcess.StartInfo(Arguments("disturbed"));
        start.WorkingDirectory = folder;
        using var process = Process.Start(start)!;
        var run = RunOf("disturbed");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(run.EventsPath), TimeSpan.FromMinutes(1)));
        LiveRun.Signal(process, "STOP");
        Directory.Delete(folder);
        Thread.Sleep(500);
        LiveRun.Signal(process, "CONT");

        Assert.Equal(0, TdProcess.Finish(process).ExitCode);
        foreach (var epoch in new[] { 0, 1 })
        {
            Assert.Equal(File.ReadAllBytes(plain.DynamicsPath(epoch)), File.ReadAllBytes(run.DynamicsPath(epoch)));
        }
    }

    [Fact]
    public void An_overwriting_run_that_cannot_begin_leaves_the_old_one_whole()
    {
        var run = Train("run");
        var before = Hashes(run.Path);
        _folder.Write("none.txt", "");
        string[][] refused =
        [
            ["--data-dir", _folder["nowhere"]], ["--train-indices", _folder["none.txt"]], ["--model", _folder["no-model"]], ["--learning-rate", "-1"],
        ];
        foreach (var change in refused)
        {
            var result = TdProcess.Run([.. Arguments("run"), .. change, "--overwrite"]);
            Assert.True(result.ExitCode == 2, $"{string.Join(' ', change)}: {result.ExitCode} {result.Error}");
            Assert.Equal(before, Hashes(run.Path));
        }
    }

    [Theory]
    [InlineData("events.jsonl")]
    [InlineData("run.json")]
    [InlineData("examples.parquet")]
    [InlineData("training_dynamics/dynamics_epoch_1.jsonl")]
    [InlineData("training_dynamics/td_metrics.jsonl")]
    [InlineData("marks.jsonl")]
    public void A_folder_where_a_file_is_expected_is_no_bug_of_the_program(string name)
    {
        var run = Train("run");
        File.Delete(Path.Combine(run.Path, name));
        Directory.CreateDirectory(Path.Combine(run.Path, name));

        string[][] verbs = [["metrics", run.Path], ["status", run.Path], ["issues", run.Path], ["watch", run.Path, "--once", "--size", "80x24"]];
        foreach (var verb in verbs)
        {
            var result = TdProcess.Run(verb);
            Assert.True(result.ExitCode is 0 or 1 or 2, $"td {verb[0]} with a folder as {name}: {result.ExitCode} {result.Error}");
            Assert.True(result.ExitCode == 0 || !result.Error.TrimEnd('\n').Contains('\n', StringComparison.Ordinal), result.Error);
        }
    }

    [Fact]
    public void A_log_of_nothing_but_blanks_is_refused_in_little_memory()
    {
        var log = _folder.Write("blanks/training_dynamics/dynamics_epoch_0.jsonl.gz", "");
        var blanks = new byte[1 << 20];
        blanks.AsSpan().Fill((byte)' ');
        using (var packed = new GZipStream(File.Create(log), CompressionLevel.Fastest))
        {
            for (var i = 0; i < 1024; i++)
            {
                packed.Write(blanks);
            }
        }

        var start = TdProcess.StartInfo("metrics", _folder["blanks"]);
        // Far less than the gibibyte that the file unpacks to.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x18000000";
        using var process = Process.Start(start)!;
        var result = TdProcess.Finish(process);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("dynamics_epoch_0.jsonl.gz", result.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_of_other_epochs_in_the_run_change_what_no_other_verb_says()
    {
        var (a, b) = (Train("a"), Train("b", "--seed", "7"));
        string[][] verbs =
        [
            ["compare", a.Path, b.Path], ["watch", a.Path, "--once", "--size", "80x24", "--page", "examples"],
            ["select", a.Path, "--output-dir", _folder["sets"], "--metric", "confidence", "--count", "5"],
        ];
        var before = verbs.Select(verb => TdProcess.Run(verb).Output).ToArray();
        Assert.Equal(0, TdProcess.Run("metrics", a.Path, "--burn-out", "1").ExitCode);
        Assert.Equal(before, verbs.Select(verb => TdProcess.Run(verb).Output));
    }

    string[] Arguments(string output) =>
    [
        "train", "--task", "demo", "--data-dir", _folder.SmallDemo(40, 10), "--from-scratch", "--vocabulary-size", "300", "--epochs", "2", "--threads", "1",
        "--output-dir", _folder[output],
    ];

    RunFolder Train(string output, params string[] more)
    {
        var result = TdProcess.Run([.. Arguments(output), .. more]);
        Assert.True(result.ExitCode == 0, result.Error);
        return RunOf(output);
    }

    RunFolder RunOf(string output) => new(_folder[output, "demo", "bert-tiny"]);

    static SortedDictionary<string, string> Hashes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);
}
