using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Training;

/// <summary>The training itself, in the order of the mathematics.</summary>
sealed class TrainingLoop(
    TrainOptions options,
    TextClassifier model,
    EncodedDataset train,
    Recorder? recorder,
    Evaluator evaluator,
    Checkpointer checkpointer,
    IReadOnlyList<EpochResult> finishedBefore,
    IRunObserver observer)
{
    // Numbers passed to torch are native objects that only a finalizer frees; without a collection now and then they
    // hold the heap apart and it grows.
    const int StepsBetweenCollections = 50;

    readonly List<EpochResult> _finished = [.. finishedBefore];

    /// <summary>The epochs that are trained and recorded so far, those before a resumption included.</summary>
    public IReadOnlyList<EpochResult> Finished => _finished;

    /// <summary>Optimizer updates per epoch.</summary>
    public int StepsPerEpoch => (train.Count + options.BatchSize - 1) / options.BatchSize;

    /// <summary>Trains, records, evaluates and saves epoch by epoch, from where the checkpointer stands.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; checked before every batch.</exception>
    /// <exception cref="TrainingDivergedException">A loss or gradient norm was not finite.</exception>
    public void Run(CancellationToken stop)
    {
        var device = model.Parameters.Device;
        var totalSteps = options.Epochs * StepsPerEpoch;
        var schedule = new LearningRateSchedule(
            options.LearningRate, options.WarmupSteps ?? (int)Math.Ceiling(options.WarmupRatio * totalSteps), totalSteps);
        using var optimizer = new FusedAdamW(model.Parameters, options.WeightDecay);
        using var clip = new GradientClip(options.MaxGradNorm, device);
        using var readings = new StepReadings(train, options.LoggingSteps, device, observer);
        var tokens = new TokenBatch();
        var gradients = model.Parameters.Gradients; // [N]
        gradients.zero_();
        var step = checkpointer.Restore(optimizer); // 0 in a new run
        var rate = 0.0;

        for (var epoch = step / StepsPerEpoch; epoch < options.Epochs; epoch++)
        {
            observer.On(new EpochStarted(epoch));
            readings.BeginEpoch();
            var plan = BatchPlan.Create(options.Batching, train.Lengths, options.BatchSize, options.Seed, epoch);
            for (var b = 0; b < plan.Count; b++)
            {
                stop.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                tokens.Fill(train, plan[b], model.Config.PaddingId);
                var batch = DeviceBatch.From(tokens, device);

                var logits = model.Forward(batch.InputIds, batch.TypeIds, batch.Mask, training: true); // [B, C]
                var loss = F.cross_entropy(logits, batch.Golds); // []
                loss.backward();
                model.ClearPaddingGradient();
                var norm = clip.Apply(gradients); // []
                rate = schedule.At(step);
                optimizer.Step(rate);
                gradients.zero_();

                step++;
                readings.Add(step, epoch, rate, plan[b], loss, norm, logits, batch.Golds); // sometimes waits for the device
                if (step % StepsBetweenCollections == 0)
                    GC.Collect(0);
            }

            var (trainLoss, trainAccuracy) = readings.EndEpoch(step, epoch, rate);
            recorder?.Record(epoch, stop);
            _finished.Add(new EpochResult(epoch, trainLoss, trainAccuracy, DevMetrics: null));
            observer.On(new EpochFinished(epoch, trainLoss, trainAccuracy));

            var metrics = evaluator.Evaluate(stop);
            _finished[^1] = _finished[^1] with { DevMetrics = metrics };
            observer.On(new Evaluated(epoch, metrics));
            checkpointer.Save(epoch, step, optimizer);
        }
    }
}
