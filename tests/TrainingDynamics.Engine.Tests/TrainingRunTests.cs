using System.Text.Json;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class TrainingRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_learns_and_leaves_the_whole_folder()
    {
        var data = SmallTask.Data();
        var observed = new Observations();

        var summary = TrainingRun.Run(SmallTask.Options(_folder) with { Epochs = 6 }, data, observed, CancellationToken.None);

        Assert.True(summary.Epochs[^1].DevMetrics!["accuracy"] > 0.9, string.Join(' ', summary.Epochs));
        Assert.True(summary.Epochs[^1].TrainLoss < summary.Epochs[0].TrainLoss / 2);
        Assert.Equal(_folder["out", "small", "bert-tiny"], summary.Folder.Path);
        Assert.Equal(
            ["config.json", "model.safetensors", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt"],
            Directory.EnumerateFiles(summary.Folder.ModelFolder).Select(Path.GetFileName).Order());
        Assert.Equal(
            Enumerable.Range(0, 6).Select(e => $"dynamics_epoch_{e}.jsonl"),
            Directory.EnumerateFiles(summary.Folder.DynamicsFolder).Select(Path.GetFileName).Order());
        var manifest = RunManifest.Read(summary.Folder.ManifestPath);
        Assert.Equal(6, manifest.Options["epochs"]!.GetValue<int>());
        Assert.Equal("bucketed", manifest.Options["batching"]!.GetValue<string>());
        Assert.Equal(5, manifest.Seed);
        var events = new EventReader(summary.Folder.EventsPath).ReadNew();
        Assert.IsType<RunStarted>(events[0]);
        Assert.IsType<RunFinished>(events[^1]);
        Assert.Equal(
            [typeof(RunStarted), typeof(EpochStarted), typeof(StepTaken), typeof(StepTaken), typeof(StepTaken), typeof(RecordingProgress),
                typeof(EpochFinished), typeof(Evaluated)],
            observed.All.Take(8).Select(e => e.GetType()));
    }

    [Fact]
    public void Records_hold_every_example_in_file_order_with_the_saved_models_logits()
    {
        var data = SmallTask.Data(train: 37);
        var options = SmallTask.Options(_folder);
        var summary = TrainingRun.Run(options, data, new Observations(), CancellationToken.None);

        var records = File.ReadLines(summary.Folder.DynamicsPath(1)).Select(line => JsonDocument.Parse(line).RootElement).ToArray();

        Assert.Equal(data.Train.Examples.Select(e => long.Parse(e.Guid, null)), records.Select(r => r.GetProperty("guid").GetInt64()));
        Assert.Equal(data.Train.Examples.Select(e => e.Gold), records.Select(r => r.GetProperty("gold").GetDouble()));
        Assert.All(records, r => Assert.Equal("cpu", r.GetProperty("device").GetString()));
        var again = TrainedLogits(summary.Folder.ModelFolder, data.Train);
        var recorded = records.SelectMany(r => GoldenModel.Floats(r.GetProperty("logits_epoch_1"))).ToArray();
        // The last epoch's weights are the saved ones; one by one instead of in padded batches sums in another order.
        Assert.InRange(recorded.Zip(again, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-5f);
    }

    [Theory]
    [InlineData(Precision.Fp32, 1)]
    [InlineData(Precision.Bf16, 1)]
    [InlineData(Precision.Fp32, 2)]
    public void Recording_and_evaluation_batches_do_not_change_the_weights_by_a_bit(Precision precision, int accumulation)
    {
        var data = SmallTask.Data();
        byte[] Train(string name, RecordingMode record, int evalBatch)
        {
            var options = SmallTask.Options(_folder) with
            {
                OutputDir = _folder[name],
                Record = record,
                EvalBatchSize = evalBatch,
                Precision = precision,
                GradientAccumulationSteps = accumulation,
            };
            var summary = TrainingRun.Run(options, data, new Observations(), CancellationToken.None);
            Assert.Equal(record == RecordingMode.AfterEpoch, Directory.Exists(summary.Folder.DynamicsFolder));
            return File.ReadAllBytes(Path.Combine(summary.Folder.ModelFolder, "model.safetensors"));
        }

        var on = Train("on", RecordingMode.AfterEpoch, 16);
        Assert.Equal(on, Train("off", RecordingMode.Off, 16));
        Assert.Equal(on, Train("other", RecordingMode.AfterEpoch, 5));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var data = SmallTask.Data();
        byte[] Train(string name, int seed)
        {
            var options = SmallTask.Options(_folder) with { OutputDir = _folder[name], Seed = seed };
            return File.ReadAllBytes(TrainingRun.Run(options, data, new Observations(), CancellationToken.None).Folder.DynamicsPath(1));
        }

        var first = Train("a", 5);
        Assert.Equal(first, Train("b", 5));
        Assert.NotEqual(first, Train("c", 6));
    }

    [Fact]
    public void A_stop_in_training_keeps_the_finished_epochs_and_nothing_of_the_broken_one()
    {
        using var stop = new CancellationTokenSource();
        var observed = new Observations(e =>
        {
            if (e is StepTaken { Epoch: 1 })
            {
                stop.Cancel();
            }
        });

        var summary = TrainingRun.Run(SmallTask.Options(_folder), SmallTask.Data(), observed, stop.Token);

        Assert.True(summary.Interrupted);
        Assert.Single(summary.Epochs);
        Assert.Equal(new RunInterrupted(1) { Time = observed.All[^1].Time }, observed.All[^1]);
        // Stopped at the batch after the one that was reported: no further reading.
        Assert.Equal(1, observed.All.Count(e => e is StepTaken { Epoch: 1 }));
        Assert.Equal(["dynamics_epoch_0.jsonl"], Directory.EnumerateFiles(summary.Folder.DynamicsFolder).Select(Path.GetFileName));
        Assert.False(Directory.Exists(summary.Folder.ModelFolder));
    }

    [Fact]
    public void A_stop_while_recording_removes_the_partial_file()
    {
        using var stop = new CancellationTokenSource();
        // 96 examples in windows of 50 batches of 1 are two windows; the stop comes after the first.
        var observed = new Observations(e =>
        {
            if (e is RecordingProgress { Epoch: 1 })
            {
                stop.Cancel();
            }
        });

        var summary = TrainingRun.Run(SmallTask.Options(_folder) with { EvalBatchSize = 1 }, SmallTask.Data(), observed, stop.Token);

        Assert.True(summary.Interrupted);
        Assert.Equal(["dynamics_epoch_0.jsonl"], Directory.EnumerateFiles(summary.Folder.DynamicsFolder).Select(Path.GetFileName));
    }

    [Fact]
    public void Divergence_names_the_step_and_the_batchs_guids()
    {
        var data = SmallTask.Data(train: 64);
        var observed = new Observations();
        var options = SmallTask.Options(_folder) with
        {
            LearningRate = 1e30,
            MaxGradNorm = null,
            WarmupSteps = 0,
            Batching = BatchOrder.Sequential,
            LoggingSteps = 10,
        };

        var e = Assert.Throws<TrainingDivergedException>(() => TrainingRun.Run(options, data, observed, CancellationToken.None));

        // The first step's loss is that of the fresh model; its update ruins the second.
        Assert.Equal(2, e.Step);
        Assert.Equal(data.Train.Examples.Skip(8).Take(8).Select(x => x.Guid), e.Guids);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(e.Message, Assert.IsType<RunFailed>(observed.All[^1]).Message);
        Assert.Empty(Directory.EnumerateFiles(_folder["out", "small", "bert-tiny"], "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public void Live_tensors_do_not_grow_over_two_thousand_steps()
    {
        var counts = new List<long>();
        var observed = new Observations(e =>
        {
            if (e is StepTaken)
            {
                counts.Add(Tensor.TotalCount);
            }
        });

        TrainingRun.Run(
            SmallTask.Options(_folder) with { Epochs = 21, BatchSize = 1, LoggingSteps = 96, Record = RecordingMode.DuringTraining },
            SmallTask.Data(),
            observed,
            CancellationToken.None);

        Assert.Equal(21, counts.Count); // 2,016 steps
        // Every reading happens at the same place of a step; what the first epoch allocates once stays.
        Assert.True(counts.Skip(1).All(c => c <= counts[1]), string.Join(' ', counts));
    }

    [Fact]
    public void A_taken_folder_is_refused_and_overwrite_deletes_only_what_a_run_owns()
    {
        var data = SmallTask.Data(train: 16, dev: 8);
        var options = SmallTask.Options(_folder);
        var first = TrainingRun.Run(options, data, new Observations(), CancellationToken.None).Folder;
        var events = File.ReadAllText(first.EventsPath);
        File.WriteAllText(Path.Combine(first.Path, "notes.txt"), "mine");
        File.WriteAllText(first.MetricsPath, "of the old run");

        var e = Assert.Throws<RunFolderException>(() => TrainingRun.Run(options, data, new Observations(), CancellationToken.None));
        Assert.Contains("--overwrite", e.Message, StringComparison.Ordinal);
        Assert.Contains(first.Path, e.Message, StringComparison.Ordinal);
        Assert.Equal(events, File.ReadAllText(first.EventsPath));

        TrainingRun.Run(options with { Overwrite = true, Epochs = 1 }, data, new Observations(), CancellationToken.None);
        Assert.True(File.Exists(Path.Combine(first.Path, "notes.txt")));
        Assert.False(File.Exists(first.MetricsPath));
        Assert.Equal([first.DynamicsPath(0)], Directory.EnumerateFiles(first.DynamicsFolder));
        Assert.Single(new EventReader(first.EventsPath).ReadNew().OfType<RunStarted>());
    }

    [Fact]
    public void A_fine_tuned_model_can_be_trained_further()
    {
        var data = SmallTask.Data();
        var options = SmallTask.Options(_folder);
        var first = TrainingRun.Run(options with { Epochs = 6 }, data, new Observations(), CancellationToken.None);

        var preparation = new Preparations();
        var second = TrainingRun.Run(
            options with { Model = first.Folder.ModelFolder, FromScratch = false, Epochs = 1, LearningRate = 1e-6 },
            data, new Observations(), CancellationToken.None, preparation);

        Assert.Empty(Assert.Single(preparation.Reports).Initialized);
        Assert.Empty(preparation.Warnings);
        Assert.Equal(first.Epochs[^1].DevMetrics!["accuracy"], second.Epochs[0].DevMetrics!["accuracy"]);
    }

    static float[] TrainedLogits(string folder, Dataset data)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = TextClassifier.Create(ModelConfigFile.Read(Path.Combine(folder, "config.json")), CPU, new NativeDropout());
        Checkpoint.Load(model, Path.Combine(folder, "model.safetensors"));
        var tokenizer = Text.Tokenization.WordPieceTokenizer.Load(folder);
        return [.. data.Examples.SelectMany(e =>
        {
            var ids = new List<int>();
            tokenizer.Encode(e.Text, null, 24, ids);
            return model.Forward(tensor(ids.ConvertAll(id => (long)id)).unsqueeze(0), null, null, training: false).data<float>().ToArray();
        })];
    }
}
