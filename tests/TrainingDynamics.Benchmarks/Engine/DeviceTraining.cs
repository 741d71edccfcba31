using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// <see cref="TrainingLoop"/>'s steps on a device, batches made ahead and readings included, and <see cref="LogitPass"/> after them.
/// </summary>
sealed class DeviceTraining : IDisposable
{
    const int WarmUp = 3;

    readonly Device _device;
    readonly EncodedDataset _data;
    readonly BatchPlan _plan;
    readonly TextClassifier _model;
    readonly FusedAdamW _optimizer;
    readonly GradientClip _clip;
    readonly StepReadings _readings;
    readonly BatchFeed _feed;
    readonly bool _ahead;
    readonly int _batch, _steps;
    int _step;

    public DeviceTraining(ModelConfig config, Device device, int batch, int length, int steps)
    {
        (_device, _batch, _steps) = (device, batch, steps);
        _ahead = BatchFeed.GainsOn(device.type);
        _data = new RandomTokens(config.VocabularySize, config.PaddingId).Texts(batch * (WarmUp + steps), length, config.LabelNames);
        _plan = BatchPlan.Create(BatchOrder.Bucketed, _data.Lengths, batch, seed: 1, epoch: 0);
        _model = TextClassifier.Create(config, device, device.type == TorchSharp.DeviceType.CPU ? new HostDropout(1) : new NativeDropout());
        _model.Initialize(1);
        _model.Parameters.Publish();
        _optimizer = new FusedAdamW(_model.Parameters, 0.01);
        _clip = new GradientClip(1, device);
        var options = new TrainOptions { Model = "", LoggingSteps = WarmUp + steps };
        _readings = new StepReadings(_data, options, _model.Parameters.Values, new OneProcess(), new NoObserver());
        _readings.BeginEpoch(default);
        _feed = new BatchFeed(_model, _data, Enumerable.Range(0, _plan.Count).Select(b => _plan[b].ToArray()), lengthMultiple: 1, _ahead);
        while (_step < WarmUp)
            Step();
        Wait(device);
    }

    /// <summary>Waits until the device has nothing left to do.</summary>
    public static void Wait(Device device)
    {
        if (device.type == TorchSharp.DeviceType.CUDA)
            cuda.synchronize(device);
    }

    /// <summary>Seconds of a step, over all that are left.</summary>
    public double Seconds()
    {
        var clock = Stopwatch.StartNew();
        var first = _step;
        while (_step < WarmUp + _steps)
            Step();
        Wait(_device);
        return clock.Elapsed.TotalSeconds / (_step - first);
    }

    /// <summary>
    /// Queues products and a step behind them: the share of the time until all is done that the host needed for the step. Far below
    /// 1 where the host waits for nothing inside the step; meaningless on the CPU, where the host does the work.
    /// </summary>
    public double HostShareOfQueuedStep(int side, int products)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var a = randn([side, side], device: _device); // [side, side]
        matmul(a, a).Dispose(); // what the library prepares at its first call is not counted
        Wait(_device);
        var whole = Stopwatch.StartNew();
        for (var i = 0; i < products; i++)
            matmul(a, a).Dispose();
        var host = Stopwatch.StartNew();
        using (enable_grad())
            Step();
        host.Stop();
        Wait(_device);
        return host.Elapsed.TotalSeconds / whole.Elapsed.TotalSeconds;
    }

    /// <summary>Seconds per batch of a pass for logits over all texts.</summary>
    public double RecordingSeconds()
    {
        var alone = new OneProcess();
        using var stop = new StopAgreement(alone, CancellationToken.None);
        var seen = 0;
        var clock = Stopwatch.StartNew();
        new LogitPass(_model, _data, _batch, alone, 1, _ahead).Run((indices, _, _) => seen += indices.Length, stop);
        return clock.Elapsed.TotalSeconds * _batch / seen;
    }

    public void Dispose()
    {
        _feed.Dispose();
        _readings.Dispose();
        _clip.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    void Step()
    {
        using var scope = NewDisposeScope();
        var batch = _feed.Next();
        var logits = _model.ForwardForTraining(batch.InputIds, batch.TypeIds, batch.Mask); // [B, C]
        var loss = F.cross_entropy(logits, batch.Golds); // []
        _model.Backward(loss);
        _readings.AddBatch(_plan[_step], batch, loss, logits);
        _model.ClearPaddingGradient();
        var norm = _optimizer.Update(_clip, 1e-5, _readings.LeftOut); // []
        _model.Parameters.Publish();
        _readings.EndStep(++_step, 0, 1e-5, norm);
    }

    sealed class NoObserver : IRunObserver
    {
        public void On(RunEvent happened)
        {
        }
    }
}
