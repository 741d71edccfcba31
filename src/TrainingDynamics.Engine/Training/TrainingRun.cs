using System.Diagnostics;
using System.Reflection;
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
    /// When <paramref name="stop"/> asks for it, the run ends at the next batch, keeps the finished epochs and returns.
    /// </summary>
    /// <param name="options">What to do.</param>
    /// <param name="data">What to learn from.</param>
    /// <param name="observer">Told what happens, beside the run's own event log.</param>
    /// <param name="stop">Ends the run early.</param>
    /// <exception cref="EngineException">Options, model, weights or libtorch cannot be used, or training diverged.</exception>
    /// <exception cref="RunFolderException">The run folder is taken or cannot be written to.</exception>
    /// <exception cref="Text.TextInputException">The vocabulary cannot be used.</exception>
    public static TrainingSummary Run(TrainOptions options, TaskData data, IRunObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        options.Validate();
        var folder = RunFolder.For(options.OutputDir, data.Task, options.Model);
        RunFolderContents.Refuse(folder, options.Overwrite);
        var library = TorchLibrary.Load();
        var device = DeviceChoice.Of(options.Device, library);
        set_num_threads(options.Threads ?? PhysicalCores.Count());

        var source = ModelSource.Resolve(options, data.Train);
        var train = EncodedDataset.Encode(data.Train, source.Tokenizer, options.MaxLength);
        var dev = EncodedDataset.Encode(data.Dev, source.Tokenizer, options.MaxLength);
        using var model = new BertClassifier(source.Config, device, DropoutFor(device, options.Seed));
        model.Initialize((ulong)options.Seed);
        var report = source.WeightsPath is { } weights ? Checkpoint.Load(model, weights) : null;

        using var log = Begin(folder, Manifest(options, data, library, DeviceName(device)));
        var all = new BroadcastObserver(log, observer);
        var recorder = options.Record == RecordingMode.Off
            ? null
            : new Recorder(model, train, options.EvalBatchSize, folder, DeviceName(device), all);
        var loop = new TrainingLoop(options, model, train, recorder, new Evaluator(model, dev, options.EvalBatchSize), all);
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

    static EventLog Begin(RunFolder folder, RunManifest manifest)
    {
        try
        {
            RunFolderContents.Clear(folder);
            manifest.Write(folder.ManifestPath);
            return new EventLog(folder.EventsPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"{folder.Path} cannot be written to: {e.Message}", e);
        }
    }

    static IDropout DropoutFor(Device device, int seed)
    {
        if (device.type == TorchSharp.DeviceType.CPU)
            return new HostDropout((ulong)seed);
        random.manual_seed(seed);
        return new NativeDropout();
    }

    // As PyTorch spells it, which is what the records and the manifest hold.
    static string DeviceName(Device device) => device.type == TorchSharp.DeviceType.CPU ? "cpu" : $"cuda:{device.index}";

    static RunManifest Manifest(TrainOptions options, TaskData data, TorchLibraryInfo library, string device) => new()
    {
        Task = data.Task,
        Model = options.Model,
        Started = DateTime.UtcNow,
        Seed = options.Seed,
        Device = device,
        Recording = options.Record == RecordingMode.Off
            ? "off"
            : "after each epoch: a pass over the training set in file order, in evaluation mode (no dropout)",
        LabelNames = data.Train.LabelNames,
        DataFiles = [DataFile("train", data.Train), DataFile("dev", data.Dev)],
        Options = options.ToJson(),
        Versions = new Dictionary<string, string>
        {
            ["TrainingDynamics"] = VersionOf(typeof(TrainingRun).Assembly),
            [".NET"] = Environment.Version.ToString(),
            ["TorchSharp"] = VersionOf(typeof(TorchSharp.torch).Assembly),
            ["libtorch"] = library.Version,
        },
    };

    static DataFileRecord DataFile(string split, Dataset data) =>
        new(split, data.SourcePath, data.Sha256, data.Examples.Count);

    static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
