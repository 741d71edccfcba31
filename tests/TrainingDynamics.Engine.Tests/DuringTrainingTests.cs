using System.Text.Json;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Tests;

/// <summary><c>--record during-training</c>: the training pass's own logits.</summary>
public sealed class DuringTrainingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    TrainOptions Options => SmallTask.Options(_folder) with { Record = RecordingMode.DuringTraining, Threads = 1 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_example_has_a_record_in_file_order_and_the_manifest_says_how()
    {
        var data = SmallTask.Data(train: 37, dev: 8);
        var summary = TrainingRun.Run(Options, data, new Observations(), CancellationToken.None);

        for (var epoch = 0; epoch < 2; epoch++)
        {
            var records = File.ReadLines(summary.Folder.DynamicsPath(epoch)).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
            Assert.Equal(data.Train.Examples.Select(e => e.Guid), records.Select(r => r.GetProperty("guid").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(data.Train.Examples.Select(e => e.Gold), records.Select(r => r.GetProperty("gold").GetDouble()));
            Assert.All(records, r => Assert.Equal(2, r.GetProperty($"logits_epoch_{epoch}").GetArrayLength()));
        }

        Assert.StartsWith("during training", RunManifest.Read(summary.Folder.ManifestPath).Recording, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_dropout_the_first_batch_has_the_fresh_models_logits_and_the_mean_loss_is_the_epochs()
    {
        var data = SmallTask.Data(train: 40, dev: 8);
        var options = Options with { Epochs = 1, Dropout = 0, Batching = BatchOrder.Sequential };
        // One update with a rate of almost nothing leaves the fresh model's logits for the pass after the epoch.
        var fresh = Logits(TrainingRun.Run(
            options with { OutputDir = _folder["fresh"], Record = RecordingMode.AfterEpoch, LearningRate = 1e-30, MaxTrainSteps = 1 },
            data, new Observations(), CancellationToken.None));
        var run = TrainingRun.Run(options, data, new Observations(), CancellationToken.None);
        var recorded = Logits(run);

        // Padded together with others or not: 1e-5.
        Assert.All(fresh.Take(options.BatchSize).Zip(recorded), pair => Assert.All(pair.First.Zip(pair.Second), logit => Assert.Equal(logit.First, logit.Second, 1e-5)));
        Assert.NotEqual(fresh[^1][0], recorded[^1][0], 1e-3);
        // The cross-entropy of the recorded logits, in double precision, is the loss that training reports.
        var loss = recorded.Zip(data.Train.Examples, (z, example) => Math.Log(z.Sum(Math.Exp)) - z[(int)example.Gold]).Average();
        Assert.Equal(run.Epochs[0].TrainLoss, loss, 1e-6);
    }

    [Fact]
    public void The_weights_are_those_of_a_run_that_records_otherwise()
    {
        var data = SmallTask.Data(train: 37, dev: 8);
        byte[] Weights(RecordingMode mode) => File.ReadAllBytes(Path.Combine(
            TrainingRun.Run(Options with { Record = mode, OutputDir = _folder[$"{mode}"] }, data, new Observations(), CancellationToken.None)
                .Folder.ModelFolder, "model.safetensors"));
        Assert.Equal(Weights(RecordingMode.AfterEpoch), Weights(RecordingMode.DuringTraining));
    }

    [Fact]
    public void An_epoch_that_is_cut_short_leaves_no_file_that_looks_whole()
    {
        var summary = TrainingRun.Run(Options with { MaxTrainSteps = 7 }, SmallTask.Data(train: 40, dev: 8), new Observations(), CancellationToken.None);
        Assert.Equal(2, summary.Epochs.Count);
        Assert.Equal([summary.Folder.DynamicsPath(0)], Directory.GetFiles(summary.Folder.DynamicsFolder));
    }

    static double[][] Logits(TrainingSummary summary) =>
    [
        .. File.ReadLines(summary.Folder.DynamicsPath(0)).Select(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("logits_epoch_0").EnumerateArray().Select(z => z.GetDouble()).ToArray()),
    ];
}
