using TrainingDynamics.Data;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Checkpoints in the middle of an epoch, several of them, and going back to one.</summary>
public sealed class StepCheckpointTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TaskData _data = SmallTask.Data(train: 44, dev: 12); // 6 updates an epoch

    TrainOptions Options => SmallTask.Options(_folder) with { CheckpointingSteps = 2, LoggingSteps = 3, WarmupSteps = 5, SaveTotalLimit = 20 };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RecordingMode.AfterEpoch)]
    [InlineData(RecordingMode.DuringTraining)]
    public void Resumed_from_any_of_them_the_run_is_the_same_to_the_byte(RecordingMode record)
    {
        var options = Options with { Record = record };
        var whole = Train(options with { OutputDir = _folder["whole"], Checkpointing = CheckpointingMode.Off });
        Assert.False(Directory.Exists(whole.Folder.CheckpointsFolder));
        var expected = Bytes(whole);
        var first = Train(options);
        Assert.Equal(expected, Bytes(first));
        Assert.Equal(
            ["epoch_0", "epoch_1", "step_10", "step_2", "step_4", "step_8"],
            Directory.GetDirectories(first.Folder.CheckpointsFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        // The latest first: going back deletes what is later.
        foreach (var name in new[] { "step_10", "step_8", "epoch_0", "step_4", "step_2" })
        {
            var resumed = Train(options with { ResumeFromCheckpoint = Path.Combine(first.Folder.CheckpointsFolder, name) });
            Assert.Equal(expected, Bytes(resumed));
            Assert.Equal(whole.Epochs.Select(e => (e.TrainLoss, e.TrainAccuracy)), resumed.Epochs.Select(e => (e.TrainLoss, e.TrainAccuracy)));
            Assert.Equal(name is "step_2" or "step_4" ? 0 : 1, resumed.EpochsBefore);
            Assert.Equal(6, Directory.GetDirectories(first.Folder.CheckpointsFolder).Length);
        }
    }

    public static TheoryData<string, Func<TrainOptions, TrainOptions>> Ways => new()
    {
        { "bf16", options => options with { Precision = Precision.Bf16 } },
        { "accumulation of 3", options => options with { GradientAccumulationSteps = 3, BatchSize = 3 } },
        { "random batches", options => options with { Batching = BatchOrder.Random } },
        { "cosine with restarts", options => options with { LrSchedulerType = ScheduleKind.CosineWithRestarts, Epochs = 3 } },
        { "an end in mid-epoch", options => options with { MaxTrainSteps = 9 } },
        { "two threads", options => options with { Threads = 2 } },
        { "Parquet logs", options => options with { LogFormat = LogFormat.Parquet } },
    };

    // Of some examples, as --train-indices leaves them.
    [Theory]
    [MemberData(nameof(Ways), DisableDiscoveryEnumeration = true)]
    public void Resumed_from_a_step_and_an_epoch_it_is_the_same_to_the_byte_in_every_way_of_training(string way, Func<TrainOptions, TrainOptions> change)
    {
        var data = _data with { Train = _data.Train.Select([.. _data.Train.Examples.Where((_, i) => i % 8 != 3).Select(example => example.Guid.ToString())], "some") };
        TrainingSummary Train(TrainOptions options) => TrainingRun.Run(options, data, new Observations(), CancellationToken.None);
        var first = Train(change(Options));
        var expected = Bytes(first);
        var checkpoints = Directory.GetDirectories(first.Folder.CheckpointsFolder);
        Assert.True(checkpoints.Length >= 3, way);
        foreach (var name in new[] { checkpoints.Where(path => path.Contains("step_", StringComparison.Ordinal)).Max(StringComparer.Ordinal)!, first.Folder.CheckpointPath(0) })
        {
            var resumed = Train(change(Options) with { ResumeFromCheckpoint = name });
            Assert.Equal(expected, Bytes(resumed));
        }
    }

    [Fact]
    public void A_stopped_run_goes_on_from_the_middle_of_its_epoch()
    {
        var expected = Bytes(Train(Options with { OutputDir = _folder["whole"] }));
        using var stop = new CancellationTokenSource();
        var observed = new Observations(e =>
        {
            if (e is CheckpointSaved { Step: 8 })
            {
                stop.Cancel();
            }
        });
        Assert.True(TrainingRun.Run(Options, _data, observed, stop.Token).Interrupted);

        var seen = new Observations();
        var resumed = Train(Options with { Resume = true }, seen);

        Assert.Equal(expected, Bytes(resumed));
        Assert.Equal(9, seen.All.OfType<StepTaken>().First().Step - 1); // LoggingSteps later would be 11; the checkpoint at 10 reads too
    }

    [Fact]
    public void Only_the_newest_are_kept()
    {
        var run = Train(Options with { SaveTotalLimit = 2 });
        Assert.Equal(
            ["epoch_1", "step_10"], Directory.GetDirectories(run.Folder.CheckpointsFolder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_none_of_the_runs_checkpoints_is_refused_with_those_that_are()
    {
        var run = Train(Options with { SaveTotalLimit = 1 });
        var e = Assert.Throws<TrainOptionsException>(() => Train(Options with { ResumeFromCheckpoint = _folder["elsewhere"] }));
        Assert.Contains($"{_folder["elsewhere"]} is no checkpoint of the run", e.Message, StringComparison.Ordinal);
        Assert.Contains(run.Folder.CheckpointPath(1), e.Message, StringComparison.Ordinal);
    }

    TrainingSummary Train(TrainOptions options, Observations? observed = null) =>
        TrainingRun.Run(options, _data, observed ?? new Observations(), CancellationToken.None);

    static SortedDictionary<string, byte[]> Bytes(TrainingSummary run) => new(
        new[] { run.Folder.DynamicsFolder, run.Folder.ModelFolder }
            .SelectMany(Directory.EnumerateFiles)
            .ToDictionary(path => Path.GetRelativePath(run.Folder.Path, path), File.ReadAllBytes));
}
