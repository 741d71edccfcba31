using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

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

    [Fact]
    public void A_stopped_run_goes_on_from_the_middle_of_its_epoch()
    {
        var expected = Bytes(Train(Options with { OutputDir = _folder["whole"] }));
        using var stop = new CancellationTokenSource();
        var observed = new Observations(e =>
        {
            if (e is CheckpointSaved { Step: 8 })
                stop.Cancel();
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
