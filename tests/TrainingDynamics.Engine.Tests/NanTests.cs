using TrainingDynamics.Data;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Losses that are no numbers: a score of 1e30, whose squared error no float32 holds, in one batch.</summary>
public sealed class NanTests : IDisposable
{
    const int Batch = 4;
    const double Poison = 1e30;

    readonly TemporaryFolder _folder = new();

    public NanTests() => File.WriteAllLines(_folder["vocab.txt"], ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film"]);

    public void Dispose() => _folder.Dispose();

    // Nothing may depend on how many steps there are, so that leaving one out can be compared with not having it.
    TrainOptions Options(string name) => SmallTask.Options(_folder) with
    {
        OutputDir = _folder[name],
        Vocabulary = _folder["vocab.txt"],
        Epochs = 2,
        BatchSize = Batch,
        Batching = BatchOrder.Sequential,
        LrSchedulerType = ScheduleKind.Constant,
        WarmupRatio = 0,
        Dropout = 0,
        LoggingSteps = 3,
        OnNan = NanPolicy.Skip,
    };

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 3)]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    public void An_update_that_is_left_out_leaves_the_weights_of_a_run_without_it(int accumulation, int poisoned)
    {
        var observed = new Observations();
        var skipped = Train(Options("skip") with { GradientAccumulationSteps = accumulation }, Data(6, poisoned, accumulation), observed);
        var without = Train(Options("without") with { GradientAccumulationSteps = accumulation }, Data(6, poisoned, accumulation, remove: true));

        Assert.Equal(Weights(without), Weights(skipped));
        var reports = observed.All.OfType<UpdateSkipped>().ToList();
        var stepsPerEpoch = 6 / accumulation;
        Assert.Equal([poisoned + 1, stepsPerEpoch + poisoned + 1], reports.Select(report => report.Step));
        Assert.Equal([0, 1], reports.Select(report => report.Epoch));
        Assert.All(reports, report => Assert.Equal(Guids(poisoned, accumulation), report.Guids));
        // What is reported of an epoch is of the updates that were taken.
        Assert.Equal(without.Epochs.Select(e => e.TrainLoss), skipped.Epochs.Select(e => e.TrainLoss));
        Assert.Equal(skipped.Epochs.Count, DynamicsFile.Find(skipped.Folder.Path).Count);
    }

    [Fact]
    public void A_resumed_run_knows_how_many_updates_were_left_out()
    {
        var data = Data(6, 2, 1);
        var whole = Train(Options("whole"), data);
        using var stop = new CancellationTokenSource();
        var observed = new Observations(e =>
        {
            if (e is EpochStarted { Epoch: 1 })
            {
                stop.Cancel();
            }
        });
        Assert.True(TrainingRun.Run(Options("stopped"), data, observed, stop.Token).Interrupted);

        Assert.Equal(Weights(whole), Weights(Train(Options("stopped") with { Resume = true }, data)));
    }

    [Fact]
    public void By_default_the_run_stops_keeps_its_last_checkpoint_and_may_be_resumed_leaving_the_update_out()
    {
        // The score is reached in the second epoch only: the first has four updates of the five.
        var data = Data(5, 4, 1);
        var options = Options("stop") with { OnNan = NanPolicy.Stop, CheckpointingSteps = 1, SaveTotalLimit = 9 };
        var observed = new Observations();

        var e = Assert.Throws<TrainingDivergedException>(() => Train(options, data, observed));

        Assert.Equal(5, e.Step);
        Assert.Equal(Guids(4, 1), e.Guids);
        Assert.Contains("step 5", e.Message, StringComparison.Ordinal);
        Assert.Contains("the loss is Infinity", e.Message, StringComparison.Ordinal);
        Assert.All(e.Guids, guid => Assert.Contains(guid, e.Message, StringComparison.Ordinal));
        var folder = RunFolder.For(options.OutputDir, data.Task, options.Model);
        Assert.Equal(["step_1", "step_2", "step_3", "step_4"], Directory.EnumerateFileSystemEntries(folder.CheckpointsFolder).Select(Path.GetFileName).Order());
        AssertFinite(Path.Combine(folder.StepCheckpointPath(4), "model.safetensors"));

        var resumed = Train(options with { OnNan = NanPolicy.Skip, Resume = true }, data);
        Assert.Equal(Weights(Train(Options("skip"), data)), Weights(resumed));
    }

    [Theory]
    [InlineData(RecordingMode.AfterEpoch)]
    [InlineData(RecordingMode.Off)]
    public void Weights_that_the_last_update_ruins_are_neither_recorded_nor_saved(RecordingMode record)
    {
        var options = Options("ruin") with { LearningRate = 1e38, MaxGradNorm = null, Epochs = 1, Record = record, WeightDecay = 1e3, OnNan = NanPolicy.Skip };
        var e = Assert.Throws<TrainingDivergedException>(() => Train(options, Data(1, poisoned: -1, 1)));
        Assert.Equal(1, e.Step);
        Assert.Contains("weights that are NaN or infinite", e.Message, StringComparison.Ordinal);
        var folder = RunFolder.For(options.OutputDir, "scores", options.Model);
        Assert.False(Directory.Exists(folder.CheckpointsFolder));
        Assert.False(Directory.Exists(folder.DynamicsFolder));
    }

    [Fact]
    public void Logits_that_overflow_with_finite_weights_stop_the_run_by_guid()
    {
        // 1e30 in weights that are multiplied with each other is beyond float32.
        var options = Options("overflow") with { LearningRate = 1e30, MaxGradNorm = null, Epochs = 1 };
        var e = Assert.Throws<TrainingDivergedException>(() => Train(options, Data(1, poisoned: -1, 1)));
        Assert.Contains("logit", e.Message, StringComparison.Ordinal);
        Assert.Equal(["s0"], e.Guids);
    }

    [Fact]
    public void An_epoch_of_nothing_but_such_updates_stops_the_run()
    {
        var e = Assert.Throws<TrainingDivergedException>(() => Train(Options("all"), Data(1, poisoned: 0, 1)));
        Assert.Contains("every update of epoch 0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaving_out_is_refused_where_the_training_pass_is_recorded() =>
        Assert.StartsWith(
            "--on-nan: ",
            Assert.Throws<TrainOptionsException>(() => Train(Options("x") with { Record = RecordingMode.DuringTraining }, Data(1, -1, 1))).Message,
            StringComparison.Ordinal);

    static TrainingSummary Train(TrainOptions options, TaskData data, Observations? observed = null) =>
        TrainingRun.Run(options, data, observed ?? new Observations(), CancellationToken.None);

    static byte[] Weights(TrainingSummary summary) => File.ReadAllBytes(Path.Combine(summary.Folder.ModelFolder, "model.safetensors"));

    static string[] Guids(int step, int accumulation) =>
        [.. Enumerable.Range(step * Batch * accumulation, Batch * accumulation).Select(i => $"s{i}")];

    static void AssertFinite(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        foreach (var (name, entry) in file.Entries)
        {
            using var value = TorchSharp.torch.zeros([.. entry.Shape]);
            file.CopyTo(name, value);
            Assert.True(value.isfinite().all().item<bool>(), name);
        }
    }

    /// <summary>So many batches of scores; those of one step hold the poison, or are removed.</summary>
    static TaskData Data(int batches, int poisoned, int accumulation, bool remove = false)
    {
        var examples = Enumerable.Range(0, batches * Batch)
            .Select(i => (Index: i, IsPoisoned: i / (Batch * accumulation) == poisoned))
            .Where(row => !(remove && row.IsPoisoned))
            .Select(row => new Example(
                $"s{row.Index}",
                row.Index % 2 == 0 ? "good film" : "bad film",
                null,
                row.IsPoisoned && row.Index % Batch == 1 ? Poison : row.Index % 3))
            .ToList();
        Dataset Split(string name, List<Example> rows) => new($"scores/{name}", ["score"], rows, $"{name}.tsv", new string('0', 64), isRegression: true);
        return new TaskData("scores", Split("train", examples), Split("dev", [new Example("d", "good film", null, 1)]));
    }
}
