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
/// What a step of training spends on anything but the model: the batch's assembly, the readings and their events, and the
/// disposal of its tensors. The loop is <see cref="TrainingLoop"/>'s with two clocks.
/// </summary>
static class OutsideBenchmark
{
    const int WarmUp = 5;

    /// <summary>Adds the share of the step; data: encoded texts of real lengths.</summary>
    public static void Run(FigureList into, string name, EncodedDataset data, int vocabularySize, int steps)
    {
        var options = new TrainOptions { Model = name, BatchSize = 32 };
        var config = ModelConfig.Named(name, vocabularySize, ["negative", "positive"])!;
        using var model = TextClassifier.Create(config, CPU, new HostDropout(1));
        model.Initialize(1);
        var parameters = model.Parameters;
        using var optimizer = new FusedAdamW(parameters, options.WeightDecay);
        using var clip = new GradientClip(options.MaxGradNorm, CPU);
        using var readings = new StepReadings(data, options, parameters.Values, new OneProcess(), new NoObserver());
        var plan = BatchPlan.Create(BatchOrder.Bucketed, data.Lengths, options.BatchSize, seed: 1, epoch: 0);
        using var feed = new BatchFeed(
            model, data, Enumerable.Range(0, plan.Count).Select(b => plan[b].ToArray()), options.LengthMultiple, ahead: BatchFeed.GainsOn(CPU.type));
        Stopwatch whole = new(), inside = new();
        readings.BeginEpoch(default);
        for (var step = -WarmUp; step < steps; step++)
        {
            if (step == 0)
                inside.Reset();
            if (step >= 0)
                whole.Start();
            using (NewDisposeScope())
            {
                var indices = plan[step + WarmUp];
                var batch = feed.Next();
                inside.Start();
                var logits = model.ForwardForTraining(batch.InputIds, batch.TypeIds, batch.Mask); // [B, C]
                var loss = F.cross_entropy(logits, batch.Golds); // []
                model.Backward(loss);
                inside.Stop();
                readings.AddBatch(indices, batch, loss, logits);
                inside.Start();
                model.ClearPaddingGradient();
                var norm = optimizer.Update(clip, 1e-4, readings.LeftOut); // []
                inside.Stop();
                readings.EndStep(step + WarmUp + 1, 0, 1e-4, norm);
            }

            whole.Stop();
        }

        var total = whole.Elapsed.TotalSeconds;
        into.Add($"{name}, SST-2's lengths: a step", 1e3 * total / steps, "ms");
        into.Add(
            $"{name}, SST-2's lengths: batch assembly, readings, disposal", 100 * (total - inside.Elapsed.TotalSeconds) / total, "%", 3, higherIsBetter: false);
    }

    sealed class NoObserver : IRunObserver
    {
        public void On(RunEvent happened)
        {
        }
    }
}
