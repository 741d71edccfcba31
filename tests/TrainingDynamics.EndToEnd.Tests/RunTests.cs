using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TrainingDynamics.Logs;

namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>The main job, from texts to the picture, through the real program.</summary>
public sealed partial class RunTests : IDisposable
{
    const int TrainRows = 192;
    const int Epochs = 2;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    RunFolder Run => new(_folder["out", "demo", "bert-tiny"]);

    string[] Train(params string[] more) =>
    [
        "train", "--task", "demo", "--data-dir", _folder.SmallDemo(TrainRows, 48), "--model", "bert-tiny", "--from-scratch",
        "--vocabulary_size", "400", "--max_length", "32", "--per_device_train_batch_size", "16", "--learning_rate", "5e-4",
        "--seed", "1", "--output_dir", _folder["out"], .. more,
    ];

    [Fact]
    public void Training_leaves_logs_metrics_map_and_model_and_says_where()
    {
        var result = TdProcess.Run(Train("--num_train_epochs", "2", "--map"));
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        foreach (var path in new[] { Run.DynamicsFolder, Run.MetricsPath, Run.ModelFolder, Run.ManifestPath, Path.Combine(Run.FiguresFolder, "data_map.png") })
        {
            Assert.Contains(path, result.Output, StringComparison.Ordinal);
            Assert.True(Path.Exists(path), path);
        }

        Assert.Matches(EpochLine(), result.Output);
        Assert.All(["easy-to-learn", "ambiguous", "hard-to-learn"], region => Assert.Contains(region, result.Output, StringComparison.Ordinal));
        Assert.Equal("\x89PNG", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Run.FiguresFolder, "data_map.png"))[..4]));
        Assert.Equal(["config.json", "model.safetensors", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"], Directory.GetFiles(Run.ModelFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(Run.Path, "*.partial", SearchOption.AllDirectories));

        AssertRecordsAreThePythons();
        AssertMetricsFollowTheirDefinitions();
        var events = new EventReader(Run.EventsPath).ReadNew();
        Assert.IsType<RunStarted>(events[0]);
        Assert.IsType<RunFinished>(events[^1]);
        Assert.Equal(Epochs, events.OfType<Evaluated>().Count());
        var manifest = RunManifest.Read(Run.ManifestPath);
        Assert.Equal(["negative", "positive"], manifest.LabelNames);
        Assert.Equal([TrainRows, 48], manifest.DataFiles.Select(file => file.Examples));

        var status = TdProcess.Run("status", Run.Path);
        Assert.Contains("epoch 2/2 · finished", status.Output, StringComparison.Ordinal);

        var again = TdProcess.Run(Train("--epochs", "1"));
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("already holds a run", again.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("--overwrite", again.ErrorLine, StringComparison.Ordinal);
        Assert.True(File.Exists(Run.MetricsPath));

        foreach (var ending in new[] { "svg", "pdf" })
        {
            var picture = _folder[$"map.{ending}"];
            Assert.Equal(0, TdProcess.Run("plot", Run.MetricsPath, "--compact", "--output", picture).ExitCode);
            Assert.InRange(new FileInfo(picture).Length, 1000, 10_000_000);
        }
    }

    [Fact]
    public void An_interrupted_run_keeps_its_finished_epochs()
    {
        using var process = TdProcess.Start(Train("--epochs", "500"));
        var events = new EventReader(Run.EventsPath);
        var seen = new List<RunEvent>();
        while (!seen.OfType<EpochFinished>().Any() && !process.HasExited)
        {
            Thread.Sleep(20);
            seen.AddRange(events.ReadNew());
        }

        System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        var result = TdProcess.Finish(process);
        Assert.Equal(130, result.ExitCode);
        Assert.Matches("interrupted: [0-9]+ of 500 epochs are finished and kept", result.Output);
        seen.AddRange(events.ReadNew());
        var kept = Assert.IsType<RunInterrupted>(seen[^1]).EpochsKept;
        Assert.InRange(kept, 1, 499);
        Assert.Equal(kept, DynamicsFile.Find(Run.Path).Count);
        Assert.Empty(Directory.GetFiles(Run.Path, "*.partial", SearchOption.AllDirectories));
        Assert.Equal(0, TdProcess.Run("metrics", Run.Path).ExitCode);
    }

    [Fact]
    public void A_killed_run_that_is_resumed_ends_as_if_it_had_never_been_killed()
    {
        Assert.Equal(0, TdProcess.Run(Train("--epochs", "3")).ExitCode);
        var whole = Contents();
        Directory.Delete(Run.Path, recursive: true);

        using (var process = TdProcess.Start(Train("--epochs", "3")))
        {
            // Kill as soon as the first checkpoint is whole: in the middle of the second epoch.
            var events = new EventReader(Run.EventsPath);
            while (!events.ReadNew().OfType<CheckpointSaved>().Any() && !process.HasExited)
            {
                Thread.Sleep(5);
            }

            process.Kill();
            process.WaitForExit();
            Assert.Equal(137, process.ExitCode);
        }

        var resumed = TdProcess.Run(Train("--epochs", "3", "--resume"));
        Assert.Equal("", resumed.Error);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(whole, Contents());

        var again = TdProcess.Run(Train("--epochs", "3", "--resume"));
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("already finished", again.Output, StringComparison.Ordinal);
    }

    // Hashes of all that a run computes: logs, metrics and the fine-tuned model.
    Dictionary<string, string> Contents()
    {
        Assert.Equal(0, TdProcess.Run("metrics", Run.Path).ExitCode);
        return Directory.EnumerateFiles(Run.DynamicsFolder).Concat(Directory.EnumerateFiles(Run.ModelFolder))
            .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
    }

    // The reader of the original's selection_utils.py asks for these keys; its README shows this order.
    void AssertRecordsAreThePythons()
    {
        var golds = File.ReadLines(_folder["data", "train.tsv"]).Skip(1).Select(line => line[^1]).ToArray();
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            var lines = File.ReadAllLines(Run.DynamicsPath(epoch));
            Assert.Equal(TrainRows, lines.Length);
            for (var row = 0; row < TrainRows; row++)
            {
                Assert.Matches(
                    $"^\\{{\"guid\": {row}, \"logits_epoch_{epoch}\": \\[-?[0-9.e-]+, -?[0-9.e-]+\\], \"gold\": {golds[row]}, \"device\": \"cpu\"\\}}$",
                    lines[row]);
            }
        }
    }

    // Section 6 of the design, written down once more without any of the program's code; float64, so 1e-6 apart at most.
    void AssertMetricsFollowTheirDefinitions()
    {
        var metrics = File.ReadAllLines(Run.MetricsPath).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var epochs = Enumerable.Range(0, Epochs)
            .Select(epoch => File.ReadAllLines(Run.DynamicsPath(epoch)).Select(line => JsonDocument.Parse(line).RootElement).ToArray())
            .ToArray();
        Assert.Equal(TrainRows, metrics.Length);
        for (var row = 0; row < TrainRows; row++)
        {
            var probabilities = new List<double>();
            var correct = 0;
            for (var epoch = 0; epoch < Epochs; epoch++)
            {
                var logits = epochs[epoch][row].GetProperty($"logits_epoch_{epoch}").EnumerateArray().Select(z => z.GetDouble()).ToArray();
                var gold = epochs[epoch][row].GetProperty("gold").GetInt32();
                probabilities.Add(Math.Exp(logits[gold]) / logits.Sum(Math.Exp));
                correct += Array.IndexOf(logits, logits.Max()) == gold ? 1 : 0;
            }

            var confidence = probabilities.Average();
            Assert.Equal(row, metrics[row].GetProperty("guid").GetInt32());
            Assert.Equal(confidence, metrics[row].GetProperty("confidence").GetDouble(), 1e-6);
            Assert.Equal(
                Math.Sqrt(probabilities.Average(q => (q - confidence) * (q - confidence))), metrics[row].GetProperty("variability").GetDouble(), 1e-6);
            Assert.Equal(correct, metrics[row].GetProperty("correctness").GetInt32());
        }
    }

    [GeneratedRegex(@"epoch 2/2: train loss [0-9.]+ accuracy [0-9.]+, dev accuracy [0-9.]+ loss [0-9.]+")]
    private static partial Regex EpochLine();
}
