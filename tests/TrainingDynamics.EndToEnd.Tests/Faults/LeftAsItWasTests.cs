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
        Directory.CreateDirectory(_folder["damaged"]);
        foreach (var file in Directory.GetFiles(run.ModelFolder))
        {
            File.Copy(file, _folder["damaged", Path.GetFileName(file)]);
        }

        File.WriteAllBytes(_folder["damaged", "model.safetensors"], File.ReadAllBytes(_folder["damaged", "model.safetensors"])[..999]);
        Directory.CreateDirectory(_folder["giant"]);
        File.Copy(_folder["damaged", "vocab.txt"], _folder["giant", "vocab.txt"]);
        _folder.Write("giant/config.json", """{"model_type":"bert","vocab_size":300,"hidden_size":65536,"num_hidden_layers":512,"num_attention_heads":512,"intermediate_size":262144}""");
        string[][] refused =
        [
            ["--data-dir", _folder["nowhere"]], ["--train-indices", _folder["none.txt"]], ["--model", _folder["no-model"]], ["--learning-rate", "-1"],
            ["--model", _folder["damaged"]], ["--model", _folder["giant"], "--from-scratch"],
            .. File.Exists("/dev/nvidiactl") ? Array.Empty<string[]>() : [["--device", "cuda"]],
        ];
        foreach (var change in refused)
        {
            var pretrained = change[0] == "--model" && !change.Contains("--from-scratch");
            var result = TdProcess.Run([.. Arguments("run").Where(one => !pretrained || one != "--from-scratch"), .. change, "--run-name", "demo/bert-tiny", "--overwrite"]);
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

    [Theory]
    [InlineData("training_dynamics")]
    [InlineData("figures")]
    [InlineData("model")]
    [InlineData("checkpoints")]
    public void A_file_where_a_folder_is_expected_is_no_bug_of_the_program(string name)
    {
        var run = Train("run");
        if (Directory.Exists(Path.Combine(run.Path, name)))
        {
            Directory.Delete(Path.Combine(run.Path, name), recursive: true);
        }

        File.WriteAllText(Path.Combine(run.Path, name), "");

        string[][] verbs =
        [
            ["metrics", run.Path], ["status", run.Path], ["plot", run.Path], ["report", run.Path], ["watch", run.Path, "--once", "--size", "80x24"],
            ["predict", "--model", run.Path, "--input", _folder["data", "dev.tsv"]], [.. Arguments("run"), "--resume"],
        ];
        foreach (var verb in verbs)
        {
            var result = TdProcess.Run(verb);
            Assert.True(result.ExitCode is 0 or 1 or 2, $"td {verb[0]} with a file as {name}: {result.ExitCode} {result.Error}");
            Assert.True(result.ExitCode == 0 || !result.Error.Contains("   at ", StringComparison.Ordinal), result.Error);
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
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x20000000";
        using var process = Process.Start(start)!;
        var result = TdProcess.Finish(process);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("dynamics_epoch_0.jsonl.gz", result.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_run_keeps_its_own_tokenizer_when_that_of_the_model_or_the_vocabulary_has_changed()
    {
        var source = Train("source");
        foreach (var (option, file) in new[] { ("--model", "vocab.txt"), ("--vocabulary", "words.txt") })
        {
            var words = File.ReadAllLines(Path.Combine(source.ModelFolder, "vocab.txt"));
            Directory.CreateDirectory(_folder["model"]);
            foreach (var one in Directory.GetFiles(source.ModelFolder))
            {
                File.Copy(one, _folder["model", Path.GetFileName(one)], overwrite: true);
            }

            var path = option == "--model" ? _folder["model", file] : _folder.Write(file, string.Concat(words.Select(word => word + "\n")));
            string[] how = option == "--model" ? [option, _folder["model"]] : [option, path, "--model", "bert-tiny", "--from-scratch"];
            string[] Train(string output, int epochs) =>
            [
                "train", "--task", "demo", "--data-dir", _folder["data"], .. how, "--epochs", $"{epochs}", "--threads", "1", "--run-name", "run", "--output-dir", _folder[output],
            ];
            var (whole, resumed) = ($"whole{option}", $"resumed{option}");
            Assert.Equal(0, TdProcess.Run(Train(whole, 2)).ExitCode);
            Assert.Equal(0, TdProcess.Run(Train(resumed, 1)).ExitCode);
            // The words of the texts have other ids in it.
            File.WriteAllLines(path, [.. words[..5], .. words[5..].Reverse()]);
            var result = TdProcess.Run([.. Train(resumed, 2), "--resume"]);
            Assert.True(result.ExitCode == 0, result.Error);
            RunFolder RunIn(string output) => new(Path.GetDirectoryName(Directory.GetFiles(_folder[output], "run.json", SearchOption.AllDirectories).Single())!);
            Assert.Equal(File.ReadAllBytes(RunIn(whole).DynamicsPath(1)), File.ReadAllBytes(RunIn(resumed).DynamicsPath(1)));
            Assert.Equal(words, File.ReadAllLines(Path.Combine(RunIn(resumed).ModelFolder, "vocab.txt")));
        }
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
