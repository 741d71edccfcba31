using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Parallel;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Steps on a device, of random tokens, and <see cref="LogitPass"/> after them.</summary>
sealed class DeviceTraining : IDisposable
{
    const int WarmUp = 3;

    readonly Device _device;
    readonly EncodedDataset _data;
    readonly TrainingSteps _training;
    readonly int _batch, _steps;

    public DeviceTraining(ModelConfig config, Device device, int batch, int length, int steps)
    {
        (_device, _batch, _steps) = (device, batch, steps);
        _data = new RandomTokens(config.VocabularySize, config.PaddingId).Texts(batch * (WarmUp + steps), length, config.LabelNames);
        var options = new TrainOptions { Model = "", BatchSize = batch, LoggingSteps = WarmUp + steps };
        _training = new TrainingSteps(config, device, _data, options, lengthMultiple: 1);
        while (_training.Taken < WarmUp)
        {
            _training.Next();
        }

        Wait(device);
    }

    /// <summary>Waits until the device has nothing left to do.</summary>
    public static void Wait(Device device)
    {
        if (device.type == TorchSharp.DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }
    }

    /// <summary>Seconds of a step, over all that are left.</summary>
    public double Seconds()
    {
        var clock = Stopwatch.StartNew();
        var first = _training.Taken;
        while (_training.Taken < WarmUp + _steps)
        {
            _training.Next();
        }

        Wait(_device);
        return clock.Elapsed.TotalSeconds / (_training.Taken - first);
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
        {
            matmul(a, a).Dispose();
        }

        var host = Stopwatch.StartNew();
        using (enable_grad())
        {
            _training.Next();
        }

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
        new LogitPass(_training.Model, _data, _batch, alone, 1, BatchFeed.GainsOn(_device.type)).Run((indices, _, _) => seen += indices.Length, stop);
        return clock.Elapsed.TotalSeconds * _batch / seen;
    }

    public void Dispose() => _training.Dispose();
}
