using System.Text.Json.Nodes;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A run is gone on with for more epochs than it was begun for; the schedule is then the longer one's, as in Hugging Face's Trainer.</summary>
public sealed class LongerRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TaskData _data = SmallTask.Data(train: 44, dev: 12); // 6 updates an epoch

    TrainOptions Options => SmallTask.Options(_folder) with { EvalBatchSize = 1, LoggingSteps = 1, WarmupSteps = 3 };

    // Its rate does not know how long the run is, so a longer one is the same from its start.
    TrainOptions Constant => Options with { LrSchedulerType = ScheduleKind.ConstantWithWarmup };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_run_goes_on_as_one_that_was_begun_longer()
    {
        var expected = RunFiles.Of(Train(Constant with { Epochs = 4, OutputDir = _folder["whole"] }).Folder);
        Train(Constant);

        var longer = Train(Constant with { Epochs = 4, Resume = true });

        Assert.Equal((4, 4, 2), (longer.Epochs.Count, longer.EpochsAskedFor, longer.EpochsBefore));
        Assert.Equal(expected, RunFiles.Of(longer.Folder));
    }

    [Theory]
    [InlineData(1)] // of the two that it was begun for
    [InlineData(3)] // of the two that came later
    public void Interrupted_before_or_after_it_became_longer_it_is_the_same(int epoch)
    {
        var expected = RunFiles.Of(Train(Constant with { Epochs = 4, OutputDir = _folder["whole"] }).Folder);
        using var stop = new CancellationTokenSource();
        if (epoch > 1)
        {
            Train(Constant);
        }

        var interrupted = TrainingRun.Run(
            epoch > 1 ? Constant with { Epochs = 4, Resume = true } : Constant,
            _data,
            new Observations(e =>
            {
                if (e is StepTaken step && step.Epoch == epoch)
                {
                    stop.Cancel();
                }
            }),
            stop.Token);
        Assert.True(interrupted.Interrupted);

        Assert.Equal(expected, RunFiles.Of(Train(Constant with { Epochs = 4, Resume = true }).Folder));
    }

    [Fact]
    public void The_rate_follows_the_longer_schedule_from_there_on()
    {
        Train(Options); // linear: comes to 0 after 12 updates
        var observed = new Observations();
        var said = new Preparations();
        TrainingRun.Run(Options with { Epochs = 4, Resume = true }, _data, observed, CancellationToken.None, said);

        var schedule = new LearningRateSchedule(ScheduleKind.Linear, Options.LearningRate, 3, 24);
        var steps = observed.All.OfType<StepTaken>().ToList();
        Assert.Equal(Enumerable.Range(13, 12), steps.Select(step => step.Step));
        Assert.Equal(steps.Select(step => schedule.At(step.Step - 1)), steps.Select(step => step.LearningRate));
        Assert.Contains(
            "the run was begun for 12 updates and goes on to 24; from here on the learning rate follows the longer schedule, as in Hugging Face's Trainer: 0 becomes 0.000571",
            said.Warnings);
    }

    [Fact]
    public void The_manifest_says_what_it_was_and_what_it_is()
    {
        var folder = Train(Options).Folder;
        Train(Options with { Epochs = 4, Resume = true });

        var manifest = RunManifest.Read(folder.ManifestPath);
        Assert.Equal(4, manifest.Options["epochs"]!.GetValue<int>());
        var extension = Assert.Single(manifest.Extensions!);
        Assert.Equal((2, 12), (extension.AfterEpochs, extension.AfterSteps));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"epochs": 2}"""), extension.Before));

        Assert.Equal(0, Train(Options with { Epochs = 4, Resume = true }).Seconds); // finished
        var e = Assert.Throws<TrainOptionsException>(() => Train(Options with { Resume = true }));
        Assert.StartsWith("--epochs: found 2, expected 4 or more, as the run ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_checkpoint_a_finished_run_is_left_as_it_is()
    {
        var folder = Train(Options with { Checkpointing = CheckpointingMode.Off }).Folder;
        var before = RunFiles.Of(folder);
        var e = Assert.Throws<RunFolderException>(() => Train(Options with { Epochs = 4, Resume = true }));
        Assert.Contains("cannot become longer", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, RunFiles.Of(folder));
    }

    [Fact]
    public void More_steps_begin_after_the_last_whole_epoch()
    {
        var steps = Constant with { MaxTrainSteps = 9, SaveTotalLimit = 3 };
        var expected = RunFiles.Of(Train(steps with { MaxTrainSteps = 15, OutputDir = _folder["whole"] }).Folder);
        Train(steps);

        var longer = Train(steps with { MaxTrainSteps = 15, Resume = true });

        Assert.Equal((3, 1), (longer.Epochs.Count, longer.EpochsBefore));
        Assert.Equal(expected, RunFiles.Of(longer.Folder));

        // With one checkpoint only that of the epoch which was cut short is left.
        var one = Train(steps with { SaveTotalLimit = 1, OutputDir = _folder["one"] }).Folder;
        var before = RunFiles.Of(one);
        Assert.Contains(
            "cannot become longer",
            Assert.Throws<RunFolderException>(() => Train(steps with { MaxTrainSteps = 15, Resume = true, OutputDir = _folder["one"] })).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, RunFiles.Of(one));
    }

    [Fact]
    public void A_run_of_before_an_option_was_there_had_its_default()
    {
        var folder = Train(Options).Folder;
        var manifest = RunManifest.Read(folder.ManifestPath);
        foreach (var name in new[] { "label-smoothing", "class-weight", "load-best-model-at-end", "early-stopping-patience", "early-stopping-threshold" })
        {
            Assert.True(manifest.Options.Remove(name));
        }

        manifest.Write(folder.ManifestPath);

        Train(Options with { Epochs = 3, Resume = true });

        Assert.Equal(["epochs"], RunManifest.Read(folder.ManifestPath).Extensions!.Single().Before.Select(option => option.Key));
    }

    TrainingSummary Train(TrainOptions options) => TrainingRun.Run(options, _data, new Observations(), CancellationToken.None);
}
