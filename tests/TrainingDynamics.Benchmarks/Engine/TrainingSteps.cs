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
/// <see cref="TrainingLoop"/>'s steps one at a time, batches and readings included, on the way that training takes on the device.
/// </summary>
sealed class TrainingSteps : IDisposable
{
    const double Rate = 1e-5;

    readonly int[][] _batches;
    readonly FusedAdamW _optimizer;
    readonly GradientClip _clip;
    readonly StepReadings _readings;
    readonly BatchFeed _feed;

    /// <param name="config">The model, from scratch.</param>
    /// <param name="device">Where it is trained.</param>
    /// <param name="data">Encoded texts.</param>
    /// <param name="options">Batch size, clipping, weight decay.</param>
    /// <param name="lengthMultiple">Batches are padded to a multiple of so many tokens.</param>
    /// <param name="stride">Every so manieth batch of the epoch is taken.</param>
    /// <param name="cpuEncoder">Whether the CPU's own encoder is used where it can be.</param>
    /// <param name="cpuDropout">Whether the CPU's own dropout is; the CPU's own encoder needs it.</param>
    public TrainingSteps(
        ModelConfig config,
        Device device,
        EncodedDataset data,
        TrainOptions options,
        int lengthMultiple,
        int stride = 1,
        bool cpuEncoder = true,
        bool cpuDropout = true)
    {
        var plan = BatchPlan.Create(BatchOrder.Bucketed, data.Lengths, options.BatchSize, seed: 1, epoch: 0);
        _batches = [.. Enumerable.Range(0, plan.Count).Where(b => b % stride == 0).Select(b => plan[b].ToArray())];
        var onCpu = device.type == TorchSharp.DeviceType.CPU;
        Model = TextClassifier.Create(config, device, onCpu && cpuDropout ? new CpuDropout(1) : new NativeDropout());
        if (!cpuEncoder)
        {
            Model.UseAutogradAlone();
        }

        Model.Initialize(1);
        Model.Parameters.Publish();
        _optimizer = new FusedAdamW(Model.Parameters, options.WeightDecay);
        _clip = new GradientClip(options.MaxGradNorm, device);
        _readings = new StepReadings(data, options, Model.Parameters.Values, new OneProcess(), new NoObserver());
        _readings.BeginEpoch(default);
        _feed = new BatchFeed(Model, data, _batches, lengthMultiple, BatchFeed.GainsOn(device.type));
    }

    public TextClassifier Model { get; }

    /// <summary>Steps that there are.</summary>
    public int Count => _batches.Length;

    /// <summary>Steps that were taken.</summary>
    public int Taken { get; private set; }

    /// <summary>The host's time for the model and its update alone.</summary>
    public Stopwatch InModel { get; } = new();

    /// <summary>Takes the next step; there are as many as batches.</summary>
    public void Next()
    {
        using var scope = NewDisposeScope();
        var batch = _feed.Next();
        InModel.Start();
        var logits = Model.ForwardForTraining(batch.InputIds, batch.TypeIds, batch.Mask); // [B, C]
        var loss = F.cross_entropy(logits, batch.Golds); // []
        Model.Backward(loss);
        InModel.Stop();
        _readings.AddBatch(_batches[Taken], batch, loss, logits, part: 1);
        InModel.Start();
        Model.ClearPaddingGradient();
        var norm = _optimizer.Update(_clip, Rate, _readings.Skipped); // []
        Model.Parameters.Publish();
        InModel.Stop();
        _readings.EndStep(++Taken, 0, Rate, norm);
    }

    public void Dispose()
    {
        _feed.Dispose();
        _readings.Dispose();
        _clip.Dispose();
        _optimizer.Dispose();
        Model.Dispose();
    }

    sealed class NoObserver : IRunObserver
    {
        public void On(RunEvent happened)
        {
        }
    }
}
