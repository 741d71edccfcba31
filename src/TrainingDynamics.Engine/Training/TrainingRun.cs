using System.Diagnostics;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Native;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>A whole run: checks everything, then trains and leaves a run folder.</summary>
public static class TrainingRun
{
    /// <summary>
    /// Trains as the options say. Nothing is written before options, model, data and run folder have been found usable.
    /// When <paramref name="stop"/> asks for it, the run ends at the next batch, keeps the finished epochs and returns. A run
    /// that is resumed leaves, on the CPU and with as many threads, the bytes of one that was never ended.
    /// </summary>
    /// <param name="options">What to do.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="observer">Told what happens, beside the run's own event log.</param>
    /// <param name="stop">Ends the run early.</param>
    /// <param name="preparation">Told what happens until the run begins; null: nobody.</param>
    /// <param name="processes">
    /// Who trains together, each called with the same options and data; null: this process alone. Process 0 writes the folder and
    /// tells the observers; a folder to resume must be one that all can read.
    /// </param>
    /// <exception cref="EngineException">Options, model, weights or libtorch cannot be used, or training diverged.</exception>
    /// <exception cref="RunFolderException">The run folder is taken or cannot be written to.</exception>
    /// <exception cref="TrainingDynamics.Data.TextInputException">The vocabulary cannot be used, or the model not be downloaded.</exception>
    /// <exception cref="ParallelException">The processes do not agree where to resume.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop while the model was being downloaded.</exception>
    public static TrainingSummary Run(
        TrainOptions options,
        TaskData data,
        IRunObserver observer,
        CancellationToken stop,
        IPreparationObserver? preparation = null,
        ICollective? processes = null)
    {
        using var control = new TrainingControl(stop);
        return Run(options, data, observer, control, preparation, processes);
    }

    /// <summary>As with a token, but the training can be paused, and ended after its epoch.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="observer">Told what happens, beside the run's own event log.</param>
    /// <param name="control">Asked before every update; from now on it obeys the run's control file too.</param>
    /// <param name="preparation">Told what happens until the run begins; null: nobody.</param>
    /// <param name="processes">Who trains together; null: this process alone.</param>
    public static TrainingSummary Run(
        TrainOptions options,
        TaskData data,
        IRunObserver observer,
        TrainingControl control,
        IPreparationObserver? preparation = null,
        ICollective? processes = null)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        options.Validate();
        var rule = new BestEpochRule(options);
        rule.RequireMetric(data);
        if (data.Train.IsRegression && options.LabelSmoothing > 0)
        {
            throw new TrainOptionsException("--label-smoothing: found a regression, expected classes; leave the option out");
        }

        processes ??= new OneProcess();
        preparation = processes.Rank == 0 ? preparation : null;
        var folder = options.FolderOf(data.Task);
        RunFolderContents.Refuse(folder, options);
        var library = TorchLibrary.Load();
        var device = DeviceChoice.Of(options.Device, library, processes.LocalRank);
        set_num_threads(options.Threads ?? ProcessAgreement.ThreadsOfEach(processes));

        var manifest = TrainingManifest.Of(options, data, library, ProcessAgreement.DeviceName(device), processes.Size);
        var earlier = options.IsResumption ? EarlierRun.Find(folder, manifest, options, data.Train.Examples.Count) : null;
        ProcessAgreement.RequireOneStart(processes, earlier, folder); // from here on nobody looks for a run, so that process 0 may write one
        if (earlier is { Finished: true })
        {
            return AlreadyFinished(folder, earlier, rule, device, library);
        }

        var start = earlier?.Checkpoint;
        var source = start?.Source() ?? ModelSource.Resolve(options, data, preparation, control.Token);
        options = options with
        {
            Alignment = LengthAlignment.Of(device.type, options.MaxLength, source.Config.MaxTokens),
            BatchesAhead = options.BatchesAhead || BatchFeed.GainsOn(device.type),
        };
        var train = EncodedDataset.Encode(data.Train.InClassOrder(source.Config.LabelNames), source.Tokenizer, options.MaxLength);
        var dropout = DropoutFor(device, options.Plain, options.Seed + (start?.State.Step ?? 0), processes.Rank);
        using var model = TextClassifier.Create(source.Config with { Precision = options.Precision }, device, dropout);
        if (options.Plain)
        {
            model.UseAutogradAlone();
        }

        var evaluator = new Evaluator(model, data, source.Tokenizer, options, processes);
        model.Initialize((ulong)options.Seed);
        if (source.WeightsPath is { } weights)
        {
            var report = Checkpoint.Load(model, weights, options.IgnoreMismatchedSizes);
            if (start is null)
            {
                preparation?.Loaded(report);
            }
        }

        processes.Broadcast(model.Parameters.Values);
        model.Parameters.Publish();

        using var stopTogether = new StopAgreement(processes, control.Token);
        var devices = ProcessAgreement.Devices(processes, device);
        using var held = processes.Rank > 0 ? null : RunFolderStart.Hold(folder, options, earlier);
        using var log = held is null ? null
            : start is null ? RunFolderStart.Begin(folder, manifest with { LabelNames = source.Config.LabelNames })
            : RunFolderStart.Continue(folder, start, earlier!.Extended(manifest, start.State));
        if (log is not null)
        {
            RunFolderStart.WriteExamples(folder, train.Source, options);
        }

        var all = held is null || log is null
            ? new BroadcastObserver()
            : new BroadcastObserver([held, log, .. options.WithTracking ? [new TensorBoardObserver(folder.TrackingFolder)] : Array.Empty<IRunObserver>(), observer]);
        using var recorder = RecorderFor(options, model, train, processes, new DynamicsFiles(train.Source, folder, options.LogFormat, log is null ? [] : devices), all);
        var checkpointer = new Checkpointer(options, start, folder, model, source.Tokenizer, dropout, recorder, processes, all);
        using var objective = new TrainingLoss(train, manifest.ClassWeights, options.LabelSmoothing, device);
        var loop = new TrainingLoop(
            options, model, train, objective, recorder, evaluator, checkpointer, rule, earlier?.Epochs ?? [], processes, all);
        if (earlier is not null && start is not null && loop.Length.ChangeSince(earlier.Manifest, options, start.State, train.Count) is { } change)
        {
            preparation?.Warn(change);
        }

        var clock = Stopwatch.StartNew();
        all.On(new RunStarted(
            data.Task,
            options.Model,
            ProcessAgreement.DeviceName(device),
            loop.Length.Epochs,
            loop.Length.StepsPerEpoch,
            train.Count,
            data.Dev.Examples.Count,
            loop.Length.Steps)
        {
            Pid = Environment.ProcessId,
            Host = Environment.MachineName,
        });
        if (processes.Rank == 0)
        {
            control.Follow(folder.ControlPath);
        }

        Tested? tested = null;
        void Finish()
        {
            if (options.LoadBestModelAtEnd)
            {
                checkpointer.Load(loop.Best!);
            }

            if (processes.Rank == 0)
            {
                ModelFolder.Save(model, source.Tokenizer, folder.ModelFolder);
            }

            tested = Test(evaluator, data, folder, source.Config.LabelNames, processes.Rank == 0, stopTogether);
            if (processes.Rank == 0 && (rule.IsAsked || tested is not null))
            {
                (RunManifest.Read(folder.ManifestPath) with { Best = loop.Best, DataFiles = manifest.DataFiles }).Write(folder.ManifestPath);
            }

            if (tested is not null)
            {
                all.On(tested);
            }

            all.On(new RunFinished(clock.Elapsed.TotalSeconds)
            {
                BestEpoch = options.LoadBestModelAtEnd ? loop.Best!.Epoch : null,
                StoppedEarly = loop.StoppedEarly,
            });
        }

        var interrupted = Supervise(() => loop.Run(control, stopTogether), Finish, loop, all, stopTogether, processes);
        return new TrainingSummary(
            folder,
            loop.Finished,
            loop.Length.Epochs,
            start?.State.EpochsFinished ?? 0,
            interrupted,
            clock.Elapsed.TotalSeconds,
            ProcessAgreement.DeviceName(device),
            model.Parameters.Layout.Length,
            train.TruncatedCount,
            data.Train.IsRegression,
            library)
        {
            Best = loop.Best,
            StoppedEarly = loop.StoppedEarly,
            Test = tested,
        };
    }

    static Tested? Test(
        Evaluator evaluator, TaskData data, RunFolder folder, IReadOnlyList<string> labels, bool writes, StopAgreement stop)
    {
        if (data.Test is null || !writes)
        {
            return evaluator.Test(write: null, stop);
        }

        Tested? tested = null;
        WholeFile.Write(folder.TestPredictionsPath, stream => tested = evaluator.Test(
            prediction => PredictionWriter.Write(stream, prediction, labels, data.Test.IsRegression, ids: false), stop));
        return tested;
    }

    /// <summary>Runs the loop and reports how it ended; true when it was stopped.</summary>
    static bool Supervise(
        Action train, Action finish, TrainingLoop loop, BroadcastObserver observer, StopAgreement stop, ICollective processes)
    {
        try
        {
            train();
            finish();
            processes.Wait(); // or one that ends first would have the launcher end process 0 while it writes
            return false;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            observer.On(new RunInterrupted(loop.Finished.Count));
            processes.Wait();
            return true;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not FileNotFoundException and not DirectoryNotFoundException))
        {
            TellOfFailure(observer, e);
            throw new IOException(
                $"{e.Message.TrimEnd('.')}; the run has ended here, its finished epochs and last checkpoint are kept: make room or mend "
                + "the disk, then go on with --resume",
                e);
        }
        catch (Exception e)
        {
            TellOfFailure(observer, e);
            if (e is TrainingDivergedException)
            {
                processes.Wait(); // all of them find the same
            }

            throw;
        }
    }

    static void TellOfFailure(BroadcastObserver observer, Exception failure)
    {
        try
        {
            observer.On(new RunFailed(failure.Message.ReplaceLineEndings(" ")));
        }
        catch (IOException)
        {
            // The folder is gone or its disk is full, which is most likely the failure itself; that one is reported.
        }
    }

    static IRecorder? RecorderFor(
        TrainOptions options, TextClassifier model, EncodedDataset train, ICollective processes, DynamicsFiles files, IRunObserver observer) =>
        options.Record switch
        {
            RecordingMode.AfterEpoch => new AfterEpochRecorder(model, train, options, processes, files, observer),
            RecordingMode.DuringTraining => new DuringTrainingRecorder(
                train.Count, model.Config.Labels, model.Parameters.Device, processes, files, observer),
            _ => null,
        };

    static TrainingSummary AlreadyFinished(
        RunFolder folder, EarlierRun earlier, BestEpochRule rule, Device device, TorchLibraryInfo library)
    {
        RunFolderContents.RemoveAbandoned(folder);
        var config = ModelConfigFile.Read(Path.Combine(folder.ModelFolder, ModelSource.ConfigFile));
        return new TrainingSummary(
            folder,
            earlier.Epochs,
            earlier.Epochs.Count,
            earlier.Epochs.Count,
            Interrupted: false,
            Seconds: 0,
            ProcessAgreement.DeviceName(device),
            TextClassifier.Layout(config).Length,
            TruncatedExamples: 0,
            config.Labels == 1,
            library)
        {
            Best = rule.BestOf(earlier.Epochs),
            StoppedEarly = rule.EndsAfter(earlier.Epochs),
        };
    }

    // The seed moves on with the epochs of a resumed run, so that torch's generator does not repeat its masks; the host's
    // continues where it was.
    static IDropout DropoutFor(Device device, bool plain, int seed, int rank)
    {
        var own = seed + ((long)rank << 32); // beyond all seeds of process 0
        if (device.type == TorchSharp.DeviceType.CPU && !plain)
        {
            return new HostDropout((ulong)own);
        }

        random.manual_seed(own);
        return new NativeDropout();
    }
}
