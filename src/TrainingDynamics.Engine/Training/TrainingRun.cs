using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Native;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Datasets;
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
    /// <exception cref="EngineException">Options, model, weights or libtorch cannot be used, or training diverged.</exception>
    /// <exception cref="RunFolderException">The run folder is taken or cannot be written to.</exception>
    /// <exception cref="Text.TextInputException">The vocabulary cannot be used, or the model not be downloaded.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop while the model was being downloaded.</exception>
    public static TrainingSummary Run(
        TrainOptions options, TaskData data, IRunObserver observer, CancellationToken stop, IPreparationObserver? preparation = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        options.Validate();
        var folder = RunFolder.For(options.OutputDir, data.Task, options.Model);
        RunFolderContents.Refuse(folder, options);
        var library = TorchLibrary.Load();
        var device = DeviceChoice.Of(options.Device, library);
        set_num_threads(options.Threads ?? PhysicalCores.Count());

        var manifest = TrainingManifest.Of(options, data, library, DeviceName(device));
        var earlier = options.IsResumption ? EarlierRun.Find(folder, manifest, options.ResumeFromCheckpoint) : null;
        if (earlier is { Finished: true })
            return AlreadyFinished(folder, earlier, device, library);

        var start = earlier?.Checkpoint;
        var source = start?.Source() ?? ModelSource.Resolve(options, data, preparation, stop);
        options = options with { Alignment = LengthAlignment.Of(device.type, options.MaxLength, source.Config.MaxTokens) };
        var train = EncodedDataset.Encode(data.Train.InClassOrder(source.Config.LabelNames), source.Tokenizer, options.MaxLength);
        var dropout = DropoutFor(device, options.Seed + (start?.State.Step ?? 0));
        using var model = TextClassifier.Create(source.Config with { Precision = options.Precision }, device, dropout);
        var evaluator = new Evaluator(model, data, source.Tokenizer, options);
        model.Initialize((ulong)options.Seed);
        if (source.WeightsPath is { } weights)
        {
            var report = Checkpoint.Load(model, weights, options.IgnoreMismatchedSizes);
            if (start is null)
                preparation?.Loaded(report);
        }

        model.Parameters.Publish();

        using var log = start is null ? Begin(folder, manifest with { LabelNames = source.Config.LabelNames }) : Continue(folder, start);
        var all = new BroadcastObserver([log, .. options.WithTracking ? [new TensorBoardObserver(folder.TrackingFolder)] : Array.Empty<IRunObserver>(), observer]);
        using var recorder = RecorderFor(options, model, train, folder, all);
        var checkpointer = new Checkpointer(options, start, folder, model, source.Tokenizer, dropout, recorder, all);
        var loop = new TrainingLoop(options, model, train, recorder, evaluator, checkpointer, earlier?.Epochs ?? [], all);
        var clock = Stopwatch.StartNew();
        all.On(new RunStarted(
            data.Task,
            options.Model,
            DeviceName(device),
            loop.Length.Epochs,
            loop.Length.StepsPerEpoch,
            train.Count,
            data.Dev.Examples.Count,
            loop.Length.Steps));
        void Finish()
        {
            ModelFolder.Save(model, source.Tokenizer, folder.ModelFolder);
            all.On(new RunFinished(clock.Elapsed.TotalSeconds));
        }

        var interrupted = Supervise(loop, all, Finish, stop);
        return new TrainingSummary(
            folder,
            loop.Finished,
            loop.Length.Epochs,
            start?.State.EpochsFinished ?? 0,
            interrupted,
            clock.Elapsed.TotalSeconds,
            DeviceName(device),
            model.Parameters.Layout.Length,
            train.TruncatedCount,
            data.Train.IsRegression,
            library);
    }

    /// <summary>Runs the loop and reports how it ended; true when it was stopped.</summary>
    static bool Supervise(TrainingLoop loop, BroadcastObserver observer, Action finish, CancellationToken stop)
    {
        try
        {
            loop.Run(stop);
            finish();
            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            observer.On(new RunInterrupted(loop.Finished.Count));
            return true;
        }
        catch (Exception e)
        {
            observer.On(new RunFailed(e.Message.ReplaceLineEndings(" ")));
            throw;
        }
    }

    static IRecorder? RecorderFor(
        TrainOptions options, TextClassifier model, EncodedDataset train, RunFolder folder, IRunObserver observer)
    {
        var device = model.Parameters.Device;
        var files = new DynamicsFiles(train.Source, folder, DeviceName(device));
        return options.Record switch
        {
            RecordingMode.AfterEpoch => new AfterEpochRecorder(model, train, options, files, observer),
            RecordingMode.DuringTraining => new DuringTrainingRecorder(train.Count, model.Config.Labels, device, files, observer),
            _ => null,
        };
    }

    static EventLog Begin(RunFolder folder, RunManifest manifest) => Open(folder, () =>
    {
        RunFolderContents.Clear(folder);
        manifest.Write(folder.ManifestPath);
        return new EventLog(folder.EventsPath);
    });

    static EventLog Continue(RunFolder folder, TrainingCheckpoint start) => Open(folder, () =>
    {
        var log = new EventLog(folder.EventsPath);
        RunFolderContents.GoBackTo(start, folder);
        return log;
    });

    static EventLog Open(RunFolder folder, Func<EventLog> open)
    {
        try
        {
            // The events first: where another process still writes them, nothing else is touched.
            RunFolderContents.CutTornEvent(folder);
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"{folder.Path} cannot be written to: {e.Message}", e);
        }
    }

    static TrainingSummary AlreadyFinished(RunFolder folder, EarlierRun earlier, Device device, TorchLibraryInfo library)
    {
        var config = ModelConfigFile.Read(Path.Combine(folder.ModelFolder, ModelSource.ConfigFile));
        return new TrainingSummary(
            folder,
            earlier.Epochs,
            earlier.Epochs.Count,
            earlier.Epochs.Count,
            Interrupted: false,
            Seconds: 0,
            DeviceName(device),
            TextClassifier.Layout(config).Length,
            TruncatedExamples: 0,
            config.Labels == 1,
            library);
    }

    // The seed moves on with the epochs of a resumed run, so that torch's generator does not repeat its masks; the host's
    // continues where it was.
    static IDropout DropoutFor(Device device, int seed)
    {
        if (device.type == TorchSharp.DeviceType.CPU)
            return new HostDropout((ulong)seed);
        random.manual_seed(seed);
        return new NativeDropout();
    }

    // As PyTorch spells it, which is what the records and the manifest hold.
    static string DeviceName(Device device) => device.type == TorchSharp.DeviceType.CPU ? "cpu" : $"cuda:{device.index}";
}
