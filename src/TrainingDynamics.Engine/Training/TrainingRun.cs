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
    /// <param name="download">Told how the download of a model from the Hub goes; null: nobody.</param>
    /// <exception cref="EngineException">Options, model, weights or libtorch cannot be used, or training diverged.</exception>
    /// <exception cref="RunFolderException">The run folder is taken or cannot be written to.</exception>
    /// <exception cref="Text.TextInputException">The vocabulary cannot be used, or the model not be downloaded.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop while the model was being downloaded.</exception>
    public static TrainingSummary Run(
        TrainOptions options, TaskData data, IRunObserver observer, CancellationToken stop, IDownloadObserver? download = null)
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
        var earlier = options.Resume ? EarlierRun.Find(folder, manifest) : null;
        if (earlier is { Finished: true })
            return AlreadyFinished(folder, earlier, device, library);

        var start = earlier?.Checkpoint;
        var source = start?.Source() ?? ModelSource.Resolve(options, data.Train, download, stop);
        var train = EncodedDataset.Encode(data.Train, source.Tokenizer, options.MaxLength);
        var dev = EncodedDataset.Encode(data.Dev, source.Tokenizer, options.MaxLength);
        var dropout = DropoutFor(device, options.Seed + (start?.Epoch + 1 ?? 0));
        using var model = TextClassifier.Create(source.Config, device, dropout);
        model.Initialize((ulong)options.Seed);
        var report = source.WeightsPath is { } weights ? Checkpoint.Load(model, weights) : null;

        using var log = start is null ? Begin(folder, manifest) : Continue(folder, start);
        var all = new BroadcastObserver(log, observer);
        var recorder = options.Record == RecordingMode.Off
            ? null
            : new Recorder(model, train, options.EvalBatchSize, folder, DeviceName(device), all);
        var checkpointer = new Checkpointer(options.Checkpointing, start, folder, model, source.Tokenizer, dropout, all);
        var evaluator = new Evaluator(model, dev, options.EvalBatchSize);
        var loop = new TrainingLoop(options, model, train, recorder, evaluator, checkpointer, earlier?.Epochs ?? [], all);
        var clock = Stopwatch.StartNew();
        all.On(new RunStarted(
            data.Task, options.Model, DeviceName(device), options.Epochs, loop.StepsPerEpoch, train.Count, dev.Count));
        void Finish()
        {
            ModelFolder.Save(model, source.Tokenizer, folder.ModelFolder);
            all.On(new RunFinished(clock.Elapsed.TotalSeconds));
        }

        var interrupted = Supervise(loop, all, Finish, stop);
        return new TrainingSummary(
            folder,
            loop.Finished,
            start?.Epoch + 1 ?? 0,
            interrupted,
            clock.Elapsed.TotalSeconds,
            DeviceName(device),
            model.Parameters.Layout.Length,
            train.TruncatedCount,
            report,
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
            Interrupted: false,
            Seconds: 0,
            DeviceName(device),
            TextClassifier.Layout(config).Length,
            TruncatedExamples: 0,
            Load: null,
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
