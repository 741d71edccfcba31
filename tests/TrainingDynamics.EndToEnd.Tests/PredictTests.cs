using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>What a run of the program keeps for other tools, and what td predict makes of its model.</summary>
public sealed partial class PredictTests(PredictTests.TrainedRun trained) : IClassFixture<PredictTests.TrainedRun>
{
    const string Texts = "{\"text\": \"a fine film\", \"guid\": 7}\n\n{\"text\": \"a dull film\", \"text_pair\": \"second\"}\n";

    readonly TemporaryFolder _folder = trained.Folder;

    RunFolder Run => new(_folder["out", "demo", "bert-tiny"]);

    [Fact]
    public void The_log_by_name_gets_the_options_and_a_line_for_every_epoch()
    {
        var log = File.ReadAllLines(_folder["log", "demo", "mine.txt"]);
        Assert.Contains(log, line => line.Contains("seed=1", StringComparison.Ordinal) && line.Contains("with-tracking=true", StringComparison.Ordinal));
        Assert.Equal(2, log.Count(line => EpochLine().IsMatch(line)));
    }

    [Fact]
    public void Tracking_leaves_an_event_file_with_the_scalars()
    {
        var bytes = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Assert.Single(Directory.GetFiles(Run.TrackingFolder))));
        Assert.All(
            ["train/loss", "train/learning_rate", "train/gradient_norm", "train/epoch_loss", "eval/accuracy"],
            tag => Assert.Contains(tag, bytes, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_line_gets_its_prediction_in_order_from_a_file_and_from_standard_input()
    {
        _folder.Write("texts.jsonl", Texts);
        var result = TdProcess.Run("predict", "--model", Run.ModelFolder, "--input", _folder["texts.jsonl"], "--output", _folder["p.jsonl"], "--ids");
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        var lines = File.ReadAllLines(_folder["p.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Equal(7, lines[0].GetProperty("guid").GetInt32());
        Assert.False(lines[1].TryGetProperty("guid", out _));
        Assert.All(lines, line =>
        {
            var logits = line.GetProperty("logits").EnumerateArray().Select(number => number.GetDouble()).ToArray();
            var sum = logits.Sum(Math.Exp);
            // Float32 logits and probabilities of seven digits.
            Assert.All(
                logits.Zip(line.GetProperty("probabilities").EnumerateArray().Select(number => number.GetDouble())),
                pair => Assert.Equal(Math.Exp(pair.First) / sum, pair.Second, 1e-6));
            Assert.Equal(logits[1] > logits[0] ? "positive" : "negative", line.GetProperty("label").GetString());
        });

        // [CLS] … [SEP], of a pair with a second [SEP].
        var vocabulary = File.ReadAllLines(Path.Combine(Run.ModelFolder, "vocab.txt"));
        var tokens = lines.Select(line => line.GetProperty("input_ids").EnumerateArray().Select(id => vocabulary[id.GetInt32()]).ToArray()).ToArray();
        Assert.All(tokens, words => Assert.Equal(("[CLS]", "[SEP]"), (words[0], words[^1])));
        Assert.Equal([1, 2], tokens.Select(words => words.Count(word => word == "[SEP]")));

        var piped = TdProcess.RunIn(_folder.Path, Texts, "predict", "--model", Run.ModelFolder, "--input", "-");
        Assert.Equal((0, ""), (piped.ExitCode, piped.Error));
        Assert.Equal(
            lines.Select(line => line.GetProperty("logits").GetRawText()),
            piped.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("logits").GetRawText()));
    }

    [Fact]
    public void A_bad_line_is_named_in_one_line_and_leaves_nothing_written()
    {
        var input = _folder.Write("bad.jsonl", "{\"text\": \"a fine film\"}\n{\"txt\": \"oops\"}\n");
        var result = TdProcess.Run("predict", "--model", Run.ModelFolder, "--input", input, "--output", _folder["none.jsonl"]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains($"{input}, line 2: expected a JSON object with a text", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "none*"));

        var piped = TdProcess.RunIn(_folder.Path, "{\"text\": \"a\"}\n[]\n", "predict", "--model", Run.ModelFolder, "--input", "-");
        Assert.Equal((2, ""), (piped.ExitCode, piped.Output));
        Assert.Contains("standard input, line 2", piped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_ends_it_while_it_waits_for_input_that_never_comes()
    {
        var fifo = _folder["waiting"];
        using (var made = Process.Start("mkfifo", [fifo]))
        {
            made.WaitForExit();
        }

        using var process = TdProcess.Start("predict", "--model", Run.ModelFolder, "--input", fifo, "-o", _folder["never.jsonl"]);
        // Opening waits for the other end, so from here on the verb reads.
        using var feed = new FileStream(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            kill.WaitForExit();
        }

        var result = TdProcess.Finish(process);
        Assert.Equal((130, "", "td predict: interrupted\n"), (result.ExitCode, result.Output, result.Error));
        Assert.Empty(Directory.GetFiles(_folder.Path, "never*"));
    }

    [Fact]
    public void Predictions_go_through_a_fifo_to_a_device_and_to_standard_output()
    {
        _folder.Write("few.jsonl", Texts);
        string[] predict = ["predict", "--model", Run.ModelFolder, "--input", _folder["few.jsonl"], "-o"];
        var dash = TdProcess.Run([.. predict, "-"]);
        Assert.Equal((0, 2, ""), (dash.ExitCode, dash.Output.Count(c => c == '\n'), dash.Error));
        var nothing = TdProcess.Run([.. predict, "/dev/null"]);
        Assert.Equal((0, "", ""), (nothing.ExitCode, nothing.Output, nothing.Error));
        Assert.Contains("/dev/full cannot be written", TdProcess.Run([.. predict, "/dev/full"]).ErrorLine, StringComparison.Ordinal);
        Assert.Equal(FileKind.Device, FileStatus.Of("/dev/null").Kind);
    }

    [Fact]
    public void A_run_is_a_model_and_a_table_is_an_input()
    {
        var input = _folder.Write("texts.csv", "id,text,label\n7,\"a fine\nfilm\",1\nx,a dull film,0\n");
        var result = TdProcess.Run("predict", "--model", Run.Path, "--input", input, "-o", _folder["table.jsonl"], "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var lines = File.ReadAllLines(_folder["table.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["7", "x"], lines.Select(line => line.GetProperty("guid").GetString()));
        var summary = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(2, summary.GetProperty("examples").GetInt32());
        Assert.Equal(
            lines.Count(line => line.GetProperty("label").GetString() == "positive"),
            summary.GetProperty("predicted")[1].GetProperty("examples").GetInt32());
    }

    [Fact]
    public void A_vocabulary_that_is_larger_than_the_model_is_refused_at_the_start()
    {
        var model = CopyOfModel("vocabulary");
        File.AppendAllLines(Path.Combine(model, "vocab.txt"), Enumerable.Range(0, 700).Select(i => $"zz{i}"));
        var result = TdProcess.RunIn(_folder.Path, Texts, "predict", "--model", model, "--input", "-");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("the two files belong to different models", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_logit_that_is_no_number_is_named_by_the_line_of_its_text()
    {
        var weights = Path.Combine(CopyOfModel("nan"), "model.safetensors");
        using (var file = File.OpenWrite(weights))
        {
            file.Seek(-4096, SeekOrigin.End);
            file.Write(Enumerable.Repeat((byte)0xff, 4096).ToArray());
        }

        var input = _folder.Write("nan.jsonl", Texts);
        var result = TdProcess.Run("predict", "--model", Path.GetDirectoryName(weights)!, "--input", input);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains($"{input}, line 1, guid 7: found a logit that is NaN or infinite", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_full_help_is_printed_and_nothing_trained()
    {
        var result = TdProcess.Run("train", "--help-all");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.All(["--with-tracking", "--num-train-epochs", "--log-name", "--guid-column"], option => Assert.Contains(option, result.Output, StringComparison.Ordinal));
    }

    string CopyOfModel(string name)
    {
        var copy = Directory.CreateDirectory(_folder[name]).FullName;
        foreach (var file in Directory.GetFiles(Run.ModelFolder))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    [GeneratedRegex(@"^epoch [12]/2: .*accuracy")]
    private static partial Regex EpochLine();

    /// <summary>Two epochs on a little of the demo set, shared by the tests.</summary>
    public sealed class TrainedRun : IDisposable
    {
        public TrainedRun()
        {
            var result = TdProcess.RunIn(
                Folder.Path, "", "train", "--task", "demo", "--data-dir", Folder.SmallDemo(64, 16), "--model", "bert-tiny", "--from-scratch",
                "--vocabulary-size", "300", "--max-length", "32", "--batch-size", "16", "--epochs", "2", "--seed", "1", "--output-dir",
                Folder["out"], "--log-name", "mine", "--with-tracking", "--logging-steps", "1");
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }

        internal TemporaryFolder Folder { get; } = new();

        public void Dispose() => Folder.Dispose();
    }
}
