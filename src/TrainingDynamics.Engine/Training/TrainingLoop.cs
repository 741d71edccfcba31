using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Training;

/// <summary>The training itself, in the order of the mathematics.</summary>
sealed class TrainingLoop(
    TrainOptions options,
    TextClassifier model,
    EncodedDataset train,
    TrainingLoss objective,
    IRecorder? recorder,
    Evaluator evaluator,
    Checkpointer checkpointer,
    BestEpochRule rule,
    IReadOnlyList<EpochResult> finishedBefore,
    ICollective processes,
    IRunObserver observer)
{
    // Numbers passed to torch are native objects that only a finalizer frees; without a collection now and then they
    // hold the heap apart and it grows.
    const int StepsBetweenCollections = 50;

    readonly List<EpochResult> _finished = [.. finishedBefore];

    /// <summary>How long the run is, what was done before a resumption included.</summary>
    public TrainingLength Length { get; } = TrainingLength.Of(options, train.Count);

    /// <summary>The epochs that are trained and recorded so far, those before a resumption included.</summary>
    public IReadOnlyList<EpochResult> Finished => _finished;

    /// <summary>The best of these; null before the first, or where nobody asked for it.</summary>
    public BestEpoch? Best { get; private set; }

    /// <summary>Whether the run ended before its last epoch because none had been better than <see cref="Best"/> for long.</summary>
    public bool StoppedEarly { get; private set; }

    /// <summary>Trains, records, evaluates and saves epoch by epoch, from where the checkpointer stands.</summary>
    /// <exception cref="OperationCanceledException">
    /// Asked to stop; checked before every update, and by several processes before one that follows a reading.
    /// </exception>
    /// <exception cref="TrainingDivergedException">A loss, a gradient norm, a weight or a logit was not finite.</exception>
    public void Run(TrainingControl control, StopAgreement stop)
    {
        var parameters = model.Parameters;
        var schedule = Length.Schedule(options);
        using var optimizer = new FusedAdamW(parameters, options.WeightDecay);
        using var clip = new GradientClip(options.MaxGradNorm, parameters.Device);
        using var readings = new StepReadings(train, options, parameters.Values, processes, observer);
        parameters.Gradients.zero_(); // [M]
        var (step, epoch, totals, _) = checkpointer.Restore(optimizer); // zeros in a new run
        var rate = 0.0;
        (Best, var ends) = rule.Decide(_finished, processes);

        for (; epoch < Length.Epochs && !ends; epoch++, totals = default)
        {
            observer.On(new EpochStarted(epoch));
            readings.BeginEpoch(totals);
            var plan = BatchPlan.Create(options.Batching, train.Lengths, options.BatchSize, options.Seed, epoch);
            var end = Length.EndOf(epoch);
            using var feed = new BatchFeed(model, train, SharesOf(plan, step, end), options.LengthMultiple, options.BatchesAhead);
            while (step < end)
            {
                control.WaitWhilePaused(observer);
                if (step % options.LoggingSteps == 0)
                {
                    stop.Agree();
                }

                stop.Token.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var (first, last) = Length.BatchesOf(step, plan.Count);
                var whole = 0.0; // examples, by the weights of their classes
                for (var b = first; b < last; b++)
                {
                    whole += objective.Mass(plan[b]);
                }

                for (var b = first; b < last; b++)
                {
                    var share = objective.Mass(processes.ShareOf(plan[b]));
                    if (share == 0)
                    {
                        readings.AddBatch(plan[b]);
                        continue;
                    }

                    var batch = feed.Next();
                    var logits = model.ForwardForTraining(batch.InputIds, batch.TypeIds, batch.Mask); // [B, C]
                    var loss = objective.Of(logits, batch); // []
                    model.Backward(share == whole ? loss : loss.mul(share / whole));
                    recorder?.Add(batch, logits);
                    readings.AddBatch(plan[b], batch, loss, logits, share / objective.Mass(plan[b]));
                }

                processes.Sum(parameters.Gradients); // [M]; the weights of the losses make it the mean over all examples
                model.ClearPaddingGradient();
                rate = schedule.At(step);
                var norm = optimizer.Update(clip, rate, readings.Skipped); // []; the gradients are zero from here on
                parameters.Publish();

                step++;
                readings.EndStep(step, epoch, rate, norm); // sometimes waits for the device
                if (step < end && checkpointer.IsDue(step))
                {
                    checkpointer.SaveStep(step, epoch, readings.ReadTotals(step, epoch, rate), Best, optimizer);
                }

                if (step % StepsBetweenCollections == 0)
                {
                    GC.Collect(0);
                }
            }

            var trained = readings.EndEpoch(step, epoch, rate);
            double? accuracy = train.Source.IsRegression ? null : trained.Accuracy;
            recorder?.Record(epoch, stop);
            _finished.Add(new EpochResult(epoch, trained.Loss, accuracy, DevMetrics: null));
            observer.On(new EpochFinished(epoch, trained.Loss, accuracy));

            var dev = evaluator.Evaluate(epoch, stop);
            _finished[^1] = _finished[^1] with { DevMetrics = dev.Metrics, Classification = dev.Classification };
            observer.On(dev);
            (Best, ends) = rule.Decide(_finished, processes);
            checkpointer.SaveEpoch(step, epoch, Best, optimizer);
            if (epoch + 1 < Length.Epochs && !ends)
            {
                control.EndEpoch();
                stop.Agree();
            }
        }

        StoppedEarly = ends && _finished.Count < Length.Epochs;
    }

    /// <summary>This process's examples of each batch from one step to another, [B / processes]; those of which it has none are left out.</summary>
    IEnumerable<int[]> SharesOf(BatchPlan plan, int step, int end)
    {
        var last = Length.BatchesOf(end - 1, plan.Count).Last;
        for (var b = Length.BatchesOf(step, plan.Count).First; b < last; b++)
        {
            if (processes.ShareOf(plan[b]) is { Length: > 0 } share)
            {
                yield return share;
            }
        }
    }
}
