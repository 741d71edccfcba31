using System.Diagnostics;
using TrainingDynamics.Engine.Predicting;

namespace TrainingDynamics.Engine.Training;

/// <summary>A run that is ready to train: model and data are loaded, the run folder is begun and locked.</summary>
sealed class PreparedRun : IDisposable
{
    readonly RunPlan _plan;
    readonly TrainOptions _options;
    readonly TrainingControl _control;
    readonly ModelSource _source;
    readonly EncodedDataset _train;
    readonly TextClassifier _model;
    readonly Evaluator _evaluator;
    readonly StopAgreement _stop;
    readonly BroadcastObserver _observers;
    readonly Checkpointer _checkpointer;
    readonly TrainingLoop _loop;
    readonly Stack<IDisposable> _owned = [];
    readonly Stopwatch _clock = new();

    /// <param name="plan">What was checked.</param>
    /// <param name="observer">Told what happens in training, beside the run's own event log.</param>
    /// <param name="control">Asked before every update.</param>
    /// <param name="preparation">Told what happens here; null: nobody.</param>
    public PreparedRun(RunPlan plan, IRunObserver observer, TrainingControl control, IPreparationObserver? preparation)
    {
        try
        {
            (_plan, _control) = (plan, control);
            var (data, folder, device, processes) = (plan.Data, plan.Folder, plan.Device, plan.Processes);
            var start = plan.Earlier?.Checkpoint;
            _source = start?.Source(preparation, control.Token) ?? ModelSource.Resolve(plan.Options, data, preparation, control.Token);
            _options = plan.Options with
            {
                Alignment = LengthAlignment.Of(device.type, plan.Options.MaxLength, _source.Config.MaxTokens),
                BatchesAhead = plan.Options.BatchesAhead || BatchFeed.GainsOn(device.type),
            };
            _train = EncodedDataset.Encode(data.Train.InClassOrder(_source.Config.LabelNames), _source.Tokenizer, _options.MaxLength);
            var dropout = DropoutFor(device, _options.Plain, _options.Seed + (start?.State.Step ?? 0), processes.Rank);
            _model = Own(TextClassifier.Create(ConfigOfPasses(), device, dropout));
            Load(start is null ? preparation : null);
            _evaluator = new Evaluator(_model, data, _source.Tokenizer, _options, processes);

            _stop = Own(new StopAgreement(processes, control.Token));
            var devices = ProcessAgreement.Devices(processes, device);
            var held = processes.Rank > 0 ? null : Own(RunFolderStart.Hold(folder, _options, plan.Earlier));
            var log = held is null ? null
                : Own(start is null ? RunFolderStart.Begin(folder, plan.Manifest with { LabelNames = _source.Config.LabelNames }, preparation)
                    : RunFolderStart.Continue(folder, start, plan.Earlier!.Extended(plan.Manifest, start.State)));
            if (log is not null)
            {
                RunFolderStart.WriteExamples(folder, _train.Source, _options);
            }

            _observers = held is null || log is null
                ? new BroadcastObserver()
                : new BroadcastObserver([held, log, .. _options.WithTracking ? [new TensorBoardObserver(folder.TrackingFolder)] : Array.Empty<IRunObserver>(), observer]);
            var recorder = RecorderFor(new DynamicsFiles(_train.Source, folder, _options.LogFormat, log is null ? [] : devices));
            _checkpointer = new Checkpointer(_options, start, folder, _model, _source.Tokenizer, dropout, recorder, processes, _observers);
            var objective = Own(new TrainingLoss(_train, plan.Manifest.ClassWeights, _options.LabelSmoothing, device));
            _loop = new TrainingLoop(
                _options, _model, _train, objective, recorder, _evaluator, _checkpointer, plan.Rule, plan.Earlier?.Epochs ?? [], processes, _observers);
            if (start is not null && _loop.Length.ChangeSince(plan.Earlier!.Manifest, _options, start.State, _train.Count) is { } change)
            {
                preparation?.Warn(change);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Trains, saves the model, scores the test set and gives the run's results.</summary>
    public TrainingSummary Train()
    {
        _clock.Start();
        _observers.On(new RunStarted(
            _plan.Data.Task,
            _options.Model,
            ProcessAgreement.DeviceName(_plan.Device),
            _loop.Length.Epochs,
            _loop.Length.StepsPerEpoch,
            _train.Count,
            _plan.Data.Dev.Examples.Count,
            _loop.Length.Steps)
        {
            Pid = Environment.ProcessId,
            Host = Environment.MachineName,
        });
        if (_plan.Processes.Rank == 0)
        {
            _control.Follow(_plan.Folder.ControlPath);
        }

        var (interrupted, tested) = Supervised();
        return new TrainingSummary(
            _plan.Folder,
            _loop.Finished,
            _loop.Length.Epochs,
            _plan.Earlier?.Checkpoint?.State.EpochsFinished ?? 0,
            interrupted,
            _clock.Elapsed.TotalSeconds,
            ProcessAgreement.DeviceName(_plan.Device),
            _model.Parameters.Layout.Length,
            _train.TruncatedCount,
            _plan.Data.Train.IsRegression,
            _plan.Library)
        {
            TrainedParameters = _model.Parameters.Layout.TrainedLength,
            Best = _loop.Best,
            StoppedEarly = _loop.StoppedEarly,
            Test = tested,
        };
    }

    public void Dispose()
    {
        while (_owned.TryPop(out var last))
        {
            last.Dispose();
        }
    }

    /// <summary>Runs the loop to its end, and reports how it ended.</summary>
    (bool Interrupted, Tested? Tested) Supervised()
    {
        try
        {
            _loop.Run(_control, _stop);
            var tested = Finish();
            _plan.Processes.Wait(); // or one that ends first would have the launcher end process 0 while it writes
            return (false, tested);
        }
        catch (OperationCanceledException) when (_stop.Token.IsCancellationRequested)
        {
            _observers.On(new RunInterrupted(_loop.Finished.Count));
            _plan.Processes.Wait();
            return (true, null);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not FileNotFoundException and not DirectoryNotFoundException))
        {
            TellOfFailure(e);
            throw new IOException(
                $"{e.Message.TrimEnd('.')}; the run has ended here, its finished epochs and last checkpoint are kept: make room or mend "
                + "the disk, then go on with --resume",
                e);
        }
        catch (Exception e)
        {
            TellOfFailure(e);
            if (e is TrainingDivergedException)
            {
                _plan.Processes.Wait(); // all of them find the same
            }

            throw;
        }
    }

    Tested? Finish()
    {
        var writes = _plan.Processes.Rank == 0;
        if (_options.LoadBestModelAtEnd)
        {
            _checkpointer.Load(_loop.Best!);
        }

        if (writes)
        {
            ModelFolder.Save(_model, _source.Tokenizer, _plan.Folder.ModelFolder);
        }

        var tested = Test(writes);
        if (writes && (_plan.Rule.IsAsked || tested is not null))
        {
            (RunManifest.Read(_plan.Folder.ManifestPath) with { Best = _loop.Best, DataFiles = _plan.Manifest.DataFiles }).Write(_plan.Folder.ManifestPath);
        }

        if (tested is not null)
        {
            _observers.On(tested);
        }

        _observers.On(new RunFinished(_clock.Elapsed.TotalSeconds)
        {
            BestEpoch = _options.LoadBestModelAtEnd ? _loop.Best!.Epoch : null,
            StoppedEarly = _loop.StoppedEarly,
        });
        return tested;
    }

    Tested? Test(bool writes)
    {
        if (_plan.Data.Test is not { } test || !writes)
        {
            return _evaluator.Test(write: null, _stop);
        }

        Tested? tested = null;
        WholeFile.Write(_plan.Folder.TestPredictionsPath, stream => tested = _evaluator.Test(
            prediction => PredictionWriter.Write(stream, prediction, _source.Config.LabelNames, test.IsRegression, ids: false), _stop));
        return tested;
    }

    void TellOfFailure(Exception failure)
    {
        try
        {
            _observers.On(new RunFailed(failure.Message.ReplaceLineEndings(" ")));
        }
        catch (IOException)
        {
            // The folder is gone or its disk is full, which is most likely the failure itself; that one is reported.
        }
    }

    /// <param name="preparation">Told how the weights fitted; null: nobody.</param>
    void Load(IPreparationObserver? preparation)
    {
        if (_options.Plain)
        {
            _model.UseAutogradAlone();
        }

        _model.RecomputesLayers = _options.GradientCheckpointing;
        _model.Initialize((ulong)_options.Seed);
        if (_source.WeightsPath is not null)
        {
            var report = _source.Fill(_model, _options.IgnoreMismatchedSizes);
            if (report.Initialized.FirstOrDefault(name => !_model.Parameters.Layout.IsTrained(name)) is { } random)
            {
                throw new TrainOptionsException($"--freeze: {_source.WeightsPath} has no {random} of the model's shape, which would stay random; freeze other parts");
            }

            preparation?.Loaded(report);
        }

        // Frozen weights every process has read from the same file.
        _plan.Processes.Broadcast(_model.Parameters.Values);
        _model.Parameters.Publish();
    }

    ModelConfig ConfigOfPasses() => _source.Config with
    {
        Precision = _options.PassPrecision,
        Lora = AdapterChoice.Of(_options, _source),
        Frozen = _options.Frozen,
    };

    IRecorder? RecorderFor(DynamicsFiles files) =>
        _options.Record switch
        {
            RecordingMode.AfterEpoch => Own(new AfterEpochRecorder(_model, _train, _options, _plan.Processes, files, _observers)),
            RecordingMode.DuringTraining => Own(new DuringTrainingRecorder(
                _train.Count, _model.Config.Labels, _model.Parameters.Device, _plan.Processes, files, _observers)),
            _ => null,
        };

    T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Push(part);
        return part;
    }

    // The seed moves on with the epochs of a resumed run, so that torch's generator does not repeat its masks; the CPU's
    // continues where it was.
    static IDropout DropoutFor(Device device, bool plain, int seed, int rank)
    {
        var own = seed + ((long)rank << 32); // beyond all seeds of process 0
        if (device.type == TorchSharp.DeviceType.CPU && !plain)
        {
            return new CpuDropout((ulong)own);
        }

        random.manual_seed(own);
        return new NativeDropout(own);
    }
}
