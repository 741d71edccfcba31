using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>The best epoch's weights are kept and left as the model, and a run may end when no better one comes.</summary>
public sealed class BestModelTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TaskData _data = SmallTask.Data(train: 44, dev: 12);

    // The dev loss falls from epoch to epoch, so that by this rule the first is the best.
    TrainOptions FirstIsBest => SmallTask.Options(_folder) with
    {
        Epochs = 4,
        EvalBatchSize = 1,
        LoadBestModelAtEnd = true,
        MetricForBestModel = "loss",
        GreaterIsBetter = true,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_model_has_the_weights_of_the_best_epoch_and_the_run_says_which()
    {
        var plain = Train(FirstIsBest with { OutputDir = _folder["plain"], LoadBestModelAtEnd = false, SaveTotalLimit = 9 });
        var run = Train(FirstIsBest);

        Assert.Equal(RunFiles.Weights(plain.Folder.CheckpointPath(0)), RunFiles.Weights(run.Folder.ModelFolder));
        Assert.Equal(RunFiles.Weights(plain.Folder.CheckpointPath(3)), RunFiles.Weights(plain.Folder.ModelFolder));
        Assert.NotEqual(RunFiles.Weights(plain.Folder.ModelFolder), RunFiles.Weights(run.Folder.ModelFolder));
        var best = new BestEpoch(0, "loss", run.Epochs[0].DevMetrics!["loss"]);
        Assert.Equal((best, best), (run.Best, RunManifest.Read(run.Folder.ManifestPath).Best));
        Assert.Equal(0, Assert.IsType<RunFinished>(RunFiles.Events(run.Folder)[^1]).BestEpoch);
        // Which epoch is the best is told, but the model is the last.
        Assert.Equal(best, plain.Best);
        Assert.Null(Assert.IsType<RunFinished>(RunFiles.Events(plain.Folder)[^1]).BestEpoch);
        // Nothing else changes: neither logs nor the course of the training.
        Assert.Equal(RunFiles.Of(plain.Folder)[^4..], RunFiles.Of(run.Folder)[^4..]);
    }

    [Theory]
    [InlineData(1, new[] { "epoch_0", "epoch_3" })]
    [InlineData(2, new[] { "epoch_0", "epoch_3" })]
    [InlineData(3, new[] { "epoch_0", "epoch_2", "epoch_3" })]
    public void The_best_checkpoint_is_never_deleted_and_counts_in_the_limit(int limit, string[] kept) =>
        Assert.Equal(kept, RunFiles.Checkpoints(Train(FirstIsBest with { SaveTotalLimit = limit }).Folder));

    [Fact]
    public void Checkpoints_of_steps_do_not_push_the_best_out() =>
        Assert.Equal(
            ["epoch_0", "epoch_1", "step_10"],
            RunFiles.Checkpoints(Train(FirstIsBest with { Epochs = 2, CheckpointingSteps = 2, SaveTotalLimit = 3 }).Folder));

    [Fact]
    public void A_run_ends_when_no_better_epoch_has_come_and_resumes_only_with_more_patience()
    {
        var options = FirstIsBest with { EarlyStoppingPatience = 2 };
        var run = Train(options);

        Assert.Equal((3, 4, true, false), (run.Epochs.Count, run.EpochsAskedFor, run.StoppedEarly, run.Interrupted));
        Assert.True(Assert.IsType<RunFinished>(RunFiles.Events(run.Folder)[^1]).StoppedEarly);
        Assert.Equal(3, Directory.GetFiles(run.Folder.DynamicsFolder).Length);

        var again = Train(options with { Resume = true });
        Assert.Equal((3, true, 0), (again.EpochsBefore, again.StoppedEarly, again.Seconds));
        Assert.Equal(run.Best, again.Best);

        var longer = Train(options with { Resume = true, EarlyStoppingPatience = 3 });
        Assert.Equal((4, 3, true, false), (longer.Epochs.Count, longer.EpochsBefore, again.StoppedEarly, longer.StoppedEarly));
        Assert.Equal(RunFiles.Of(Train(FirstIsBest with { OutputDir = _folder["whole"] }).Folder), RunFiles.Of(longer.Folder));
    }

    [Theory]
    [InlineData(typeof(EpochStarted), 1)]
    [InlineData(typeof(Evaluated), 1)]
    [InlineData(typeof(CheckpointSaved), 2)] // the rule has ended the run, but it has not said so
    public void Killed_and_resumed_it_decides_the_same(Type at, int epoch)
    {
        var options = FirstIsBest with { EarlyStoppingPatience = 2 };
        var folder = RunFolder.For(options.OutputDir, "small", options.Model);
        var copy = options with { OutputDir = _folder["killed"], Resume = true };
        var whole = Train(options, new Observations(e =>
        {
            if (e.GetType() == at && (e is EpochStarted s && s.Epoch == epoch || e is Evaluated d && d.Epoch == epoch || e is CheckpointSaved c && c.Epoch == epoch))
            {
                CopyTo(RunFolder.For(copy.OutputDir, "small", options.Model).Path);
            }
        }));

        var resumed = Train(copy);

        Assert.Equal(RunFiles.Of(whole.Folder), RunFiles.Of(resumed.Folder));
        Assert.Equal((whole.Best, true), (resumed.Best, resumed.StoppedEarly));
        Assert.Equal(RunFiles.Checkpoints(whole.Folder), RunFiles.Checkpoints(resumed.Folder));
        Assert.Equal(RunManifest.Read(whole.Folder.ManifestPath).Best, RunManifest.Read(resumed.Folder.ManifestPath).Best);

        void CopyTo(string path)
        {
            foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => file != folder.LockPath))
            {
                var target = Path.Combine(path, Path.GetRelativePath(folder.Path, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var written = File.Create(target);
                source.CopyTo(written);
            }
        }
    }

    [Fact]
    public void Going_back_to_where_the_best_weights_are_no_longer_kept_is_refused()
    {
        // The second epoch is better than the first, by which the first one's checkpoint lost its place.
        var options = FirstIsBest with { GreaterIsBetter = false, Epochs = 2, CheckpointingSteps = 2, SaveTotalLimit = 3 };
        var run = Train(options);
        Assert.Equal(["epoch_1", "step_10", "step_8"], RunFiles.Checkpoints(run.Folder));
        var e = Assert.Throws<RunFolderException>(() => Train(options with { ResumeFromCheckpoint = run.Folder.StepCheckpointPath(8) }));
        Assert.StartsWith($"{run.Folder.CheckpointPath(0)} is missing", e.Message, StringComparison.Ordinal);
    }

    TrainingSummary Train(TrainOptions options, Observations? observed = null) =>
        TrainingRun.Run(options, _data, observed ?? new Observations(), CancellationToken.None);
}
