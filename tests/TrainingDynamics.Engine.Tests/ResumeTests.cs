using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A run that was ended and resumed leaves the bytes of one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TaskData _data = SmallTask.Data(train: 44, dev: 12);

    // Clipping, warm-up and decay, so that all of the optimizer's state counts; an odd last batch.
    TrainOptions Options => SmallTask.Options(_folder) with { Epochs = 3, WarmupSteps = 7, EvalBatchSize = 1, LoggingSteps = 2 };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Killed_at_any_moment_and_resumed_it_is_the_same_to_the_byte()
    {
        // What lies on disk at an event is what a process that is killed there leaves.
        var snapshots = new List<(RunEvent At, string OutputDir)>();
        var run = RunFolder.For(Options.OutputDir, "small", Options.Model);
        var observed = new Observations(e =>
        {
            snapshots.Add((e, _folder[$"killed{snapshots.Count}"]));
            Copy(run.Path, RunFolder.For(snapshots[^1].OutputDir, "small", Options.Model).Path);
        });
        var whole = Train(Options, observed);
        var expected = Bytes(whole.Folder);
        Assert.Equal(3 + 5 + 1, expected.Count);

        // One of each kind in each epoch.
        var moments = snapshots.SkipLast(1).GroupBy(s => (s.At.GetType(), EpochOf(s.At))).Select(g => g.Last()).ToList();
        Assert.Equal(1 + 3 * 6, moments.Count);
        foreach (var (at, outputDir) in moments)
        {
            var resumed = Train(Options with { OutputDir = outputDir, Resume = true });

            Assert.False(resumed.Interrupted);
            Same(expected, Bytes(resumed.Folder), at);
            Assert.Equal(whole.Epochs.Select(e => (e.TrainLoss, e.TrainAccuracy)), resumed.Epochs.Select(e => (e.TrainLoss, e.TrainAccuracy)));
            Assert.Equal(whole.Epochs.Select(e => e.DevMetrics!.ToArray()), resumed.Epochs.Select(e => e.DevMetrics!.ToArray()));
            Assert.Equal(at is CheckpointSaved saved ? saved.Epoch + 1 : Math.Max(0, EpochOf(at)), resumed.EpochsBefore);
            Assert.Equal(["epoch_2"], Directory.EnumerateDirectories(resumed.Folder.CheckpointsFolder).Select(Path.GetFileName));
            Assert.Equal(
                2 - (resumed.EpochsBefore == 0 ? 1 : 0),
                new EventReader(resumed.Folder.EventsPath).ReadNew().OfType<RunStarted>().Count());
        }
    }

    [Theory]
    [InlineData(typeof(StepTaken), 0)]
    [InlineData(typeof(RecordingProgress), 1)]
    [InlineData(typeof(Evaluated), 1)]
    [InlineData(typeof(CheckpointSaved), 1)]
    public void Stopped_and_resumed_it_is_the_same_to_the_byte(Type kind, int epoch)
    {
        var expected = Bytes(Train(Options with { OutputDir = _folder["whole"] }).Folder);
        using var stop = new CancellationTokenSource();
        var observed = new Observations(e =>
        {
            if (e.GetType() == kind && EpochOf(e) == epoch)
            {
                stop.Cancel();
            }
        });
        Assert.True(TrainingRun.Run(Options, _data, observed, stop.Token).Interrupted);

        Same(expected, Bytes(Train(Options with { Resume = true }).Folder), observed.All[^2]);
    }

    [Fact]
    public void What_a_killed_process_left_half_written_does_not_count()
    {
        var expected = Bytes(Train(Options with { OutputDir = _folder["whole"] }).Folder);
        var folder = StopAfter(epoch: 1);
        Directory.CreateDirectory(folder.CheckpointPath(2) + ".partial");
        File.WriteAllText(Path.Combine(folder.CheckpointPath(2) + ".partial", "model.safetensors"), "half");
        Directory.CreateDirectory(folder.CheckpointPath(0) + ".partial");
        File.WriteAllText(folder.DynamicsPath(2), "of an epoch without checkpoint");
        File.WriteAllText(folder.DynamicsPath(2) + ".partial", "half");
        var derived = WriteDerived(folder);
        File.WriteAllText(folder.ManifestPath + ".k1b2c3d4.partial", "half");
        File.AppendAllText(folder.EventsPath, "{\"type\":\"step\",\"ti");
        File.WriteAllText(Path.Combine(folder.CheckpointsFolder, "notes.txt"), "mine");

        var resumed = Train(Options with { Resume = true });

        Same(expected, Bytes(resumed.Folder), resumed.Folder);
        Assert.Equal(2, resumed.EpochsBefore);
        Assert.Equal(["epoch_2", "notes.txt"], Directory.EnumerateFileSystemEntries(folder.CheckpointsFolder).Select(Path.GetFileName).Order());
        Assert.DoesNotContain(derived, File.Exists);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.partial"));
        Assert.All(new[] { folder.MarkedExamplesPath, folder.MarksPath }, path => Assert.True(File.Exists(path)));
        Assert.IsType<RunFinished>(new EventReader(folder.EventsPath).ReadNew()[^1]);
    }

    [Fact]
    public void A_finished_run_is_left_as_it_is()
    {
        var first = Train(Options);
        var before = Directory.EnumerateFiles(first.Folder.Path, "*", SearchOption.AllDirectories).ToDictionary(p => p, File.GetLastWriteTimeUtc);
        var observed = new Observations();

        var again = Train(Options with { Resume = true }, observed);

        Assert.Empty(observed.All);
        Assert.Equal(before, Directory.EnumerateFiles(first.Folder.Path, "*", SearchOption.AllDirectories).ToDictionary(p => p, File.GetLastWriteTimeUtc));
        Assert.Equal((3, 3, false, 0), (again.Epochs.Count, again.EpochsBefore, again.Interrupted, again.Seconds));
        Assert.Equal(first.Parameters, again.Parameters);
    }

    [Fact]
    public void Without_checkpoints_a_resumed_run_starts_over_and_says_the_same()
    {
        var options = Options with { Checkpointing = CheckpointingMode.Off };
        var expected = Bytes(Train(Options with { OutputDir = _folder["whole"] }).Folder);
        var folder = StopAfter(epoch: 1, options);
        Assert.False(Directory.Exists(folder.CheckpointsFolder));

        var resumed = Train(options with { Resume = true });

        Assert.Equal(0, resumed.EpochsBefore);
        Same(expected, Bytes(resumed.Folder), "off");
    }

    public static TheoryData<string, Func<TrainOptions, TrainOptions>> OptionsThatMatter => new()
    {
        { "--learning-rate: found 0.002, expected 0.001", o => o with { LearningRate = 2e-3 } },
        { "--epochs: found 2, expected 3 or more", o => o with { Epochs = 2 } },
        { "--max-train-steps: found 20, expected none", o => o with { MaxTrainSteps = 20 } },
        { "--label-smoothing: found 0.1, expected 0", o => o with { LabelSmoothing = 0.1 } },
        { "--class-weight: found negative ", o => o with { ClassWeight = "balanced" } },
        { "--load-best-model-at-end: found true, expected false", o => o with { LoadBestModelAtEnd = true } },
        { "--seed: found 6, expected 5", o => o with { Seed = 6 } },
        { "--threads: found none, expected 1", o => o with { Threads = null } },
        { "--batching: found random, expected bucketed", o => o with { Batching = BatchOrder.Random } },
        { "--warmup-steps: found none, expected 7", o => o with { WarmupSteps = null } },
        { "--eval-batch-size: found 2, expected 1", o => o with { EvalBatchSize = 2 } },
        { "--gradient-checkpointing: found true, expected false", o => o with { GradientCheckpointing = true } },
    };

    [Theory]
    [MemberData(nameof(OptionsThatMatter), DisableDiscoveryEnumeration = true)]
    public void A_differing_option_is_refused_by_name_and_changes_nothing(string message, Func<TrainOptions, TrainOptions> change)
    {
        var folder = StopAfter(epoch: 0);
        var events = File.ReadAllText(folder.EventsPath);

        var e = Assert.Throws<TrainOptionsException>(() => Train(change(Options) with { Resume = true }));

        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(events, File.ReadAllText(folder.EventsPath));
    }

    [Fact]
    public void An_option_that_changes_no_result_may_differ()
    {
        StopAfter(epoch: 0);
        var resumed = Train(Options with { Resume = true, LoggingSteps = 50, Checkpointing = CheckpointingMode.Off });
        Assert.Equal(1, resumed.EpochsBefore);
    }

    [Fact]
    public void Nothing_to_resume_starts_a_run_and_logs_alone_are_refused()
    {
        var run = Train(Options with { Epochs = 1, Resume = true });
        Assert.Equal((1, 0), (run.Epochs.Count, run.EpochsBefore));
        File.Delete(run.Folder.ManifestPath);
        var e = Assert.Throws<RunFolderException>(() => Train(Options with { Epochs = 1, Resume = true }));
        Assert.Contains("no run.json", e.Message, StringComparison.Ordinal);
        Assert.Contains("--resume", Assert.Throws<RunFolderException>(() => Train(Options)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "--resume: ", Assert.Throws<TrainOptionsException>(() => Train(Options with { Resume = true, Overwrite = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_dynamics_file_and_a_damaged_state_are_named()
    {
        var folder = StopAfter(epoch: 1);
        File.Move(folder.DynamicsPath(0), folder.DynamicsPath(0) + ".away");
        var missing = Assert.Throws<RunFolderException>(() => Train(Options with { Resume = true }));
        Assert.StartsWith(folder.DynamicsPath(0), missing.Message, StringComparison.Ordinal);
        File.Move(folder.DynamicsPath(0) + ".away", folder.DynamicsPath(0));

        var state = Path.Combine(folder.CheckpointPath(1), "training_state.json");
        File.WriteAllText(state, "{}");
        Assert.StartsWith(state, Assert.Throws<RunFolderException>(() => Train(Options with { Resume = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_still_going_on_is_neither_resumed_nor_replaced()
    {
        var refused = 0;
        var whole = Train(Options, new Observations(e =>
        {
            if (e is not EpochStarted)
            {
                return;
            }

            Assert.Throws<RunFolderException>(() => Train(Options with { Resume = true }));
            Assert.Throws<RunFolderException>(() => Train(Options with { Overwrite = true }));
            refused++;
        }));
        Assert.Equal((3, 3), (refused, whole.Epochs.Count));
        Assert.Equal(3, Directory.GetFiles(whole.Folder.DynamicsFolder).Length);
    }

    [Fact]
    public void Overwrite_removes_the_checkpoints_and_what_was_made_of_the_earlier_run()
    {
        var folder = StopAfter(epoch: 1);
        var derived = WriteDerived(folder);
        var mine = Path.Combine(folder.FiguresFolder, "mine.png");
        File.WriteAllText(mine, "drawn by hand");
        Train(Options with { Overwrite = true, Epochs = 1, Checkpointing = CheckpointingMode.Off });
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.CheckpointsFolder));
        Assert.DoesNotContain(derived, File.Exists);
        Assert.True(File.Exists(mine));
    }

    // Marks too, which are not among the files that are returned.
    static string[] WriteDerived(RunFolder folder)
    {
        string[] derived =
        [
            folder.MetricsPath, Path.ChangeExtension(folder.MetricsPath, "csv"), folder.RegionsPath, folder.ReportPath,
            Path.Combine(folder.FiguresFolder, "data_map.png"), Path.Combine(folder.FiguresFolder, "data_map_epochs_1.svg"),
        ];
        Directory.CreateDirectory(folder.FiguresFolder);
        foreach (var path in derived.Append(folder.MarkedExamplesPath).Append(folder.MarksPath))
        {
            File.WriteAllText(path, "of two epochs");
        }

        return derived;
    }

    TrainingSummary Train(TrainOptions options, Observations? observed = null) =>
        TrainingRun.Run(options, _data, observed ?? new Observations(), CancellationToken.None);

    RunFolder StopAfter(int epoch, TrainOptions? options = null)
    {
        using var stop = new CancellationTokenSource();
        var observed = new Observations(e =>
        {
            if (e is EpochStarted started && started.Epoch == epoch + 1)
            {
                stop.Cancel();
            }
        });
        return TrainingRun.Run(options ?? Options, _data, observed, stop.Token).Folder;
    }

    static int EpochOf(RunEvent happened) => happened switch
    {
        EpochStarted e => e.Epoch,
        StepTaken e => e.Epoch,
        RecordingProgress e => e.Epoch,
        EpochFinished e => e.Epoch,
        Evaluated e => e.Epoch,
        CheckpointSaved e => e.Epoch,
        _ => -1,
    };

    static SortedDictionary<string, byte[]> Bytes(RunFolder folder) => new(
        new[] { folder.DynamicsFolder, folder.ModelFolder }
            .SelectMany(Directory.EnumerateFiles)
            .Append(folder.ExamplesPath)
            .ToDictionary(path => Path.GetRelativePath(folder.Path, path), File.ReadAllBytes));

    static void Same(SortedDictionary<string, byte[]> expected, SortedDictionary<string, byte[]> found, object at)
    {
        Assert.Equal(expected.Keys, found.Keys);
        Assert.All(expected, file => Assert.True(file.Value.AsSpan().SequenceEqual(found[file.Key]), $"{file.Key} differs after {at}"));
    }

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var path in Directory.EnumerateFileSystemEntries(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            if (path == new RunFolder(from).LockPath)
            {
                continue; // locked by the run itself
            }

            if (Directory.Exists(path))
            {
                Directory.CreateDirectory(copy);
                continue;
            }

            using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var destination = File.Create(copy);
            source.CopyTo(destination);
        }
    }
}
