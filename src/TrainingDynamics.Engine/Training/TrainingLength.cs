using TrainingDynamics.Engine.Optim;

namespace TrainingDynamics.Engine.Training;

/// <summary>How many updates a run takes, and which batches make up each. An update is a step.</summary>
/// <param name="BatchesPerStep">A, gradients of so many batches are summed; fewer in an epoch's last step.</param>
/// <param name="StepsPerEpoch">Updates in a whole epoch.</param>
/// <param name="Epochs">Epochs that are begun.</param>
/// <param name="Steps">Updates of the whole run; at most <paramref name="Epochs"/> times <paramref name="StepsPerEpoch"/>.</param>
sealed record TrainingLength(int BatchesPerStep, int StepsPerEpoch, int Epochs, int Steps)
{
    /// <summary>What the options ask for on so many examples.</summary>
    public static TrainingLength Of(TrainOptions options, int examples)
    {
        var batches = Quotient(examples, options.BatchSize);
        var perEpoch = Quotient(batches, options.GradientAccumulationSteps);
        return options.MaxTrainSteps is { } steps
            ? new TrainingLength(options.GradientAccumulationSteps, perEpoch, Quotient(steps, perEpoch), steps)
            : new TrainingLength(options.GradientAccumulationSteps, perEpoch, options.Epochs, checked(options.Epochs * perEpoch));
    }

    /// <summary>Steps in which the rate rises.</summary>
    public int WarmupSteps(TrainOptions options) => options.WarmupSteps ?? (int)Math.Ceiling(options.WarmupRatio * Steps);

    /// <summary>The course of the learning rate.</summary>
    public LearningRateSchedule Schedule(TrainOptions options) =>
        new(options.LrSchedulerType, options.LearningRate, WarmupSteps(options), Steps);

    /// <summary>The number of steps taken at the end of an epoch.</summary>
    public int EndOf(int epoch) => Math.Min((epoch + 1) * StepsPerEpoch, Steps);

    /// <summary>The batches of a step, counted from 0 over the whole run, in its epoch's plan; the last one excluded.</summary>
    public (int First, int Last) BatchesOf(int step, int batches)
    {
        var first = step % StepsPerEpoch * BatchesPerStep;
        return (first, Math.Min(first + BatchesPerStep, batches));
    }

    /// <summary>Whether a run that was shorter had ended in the middle of an epoch there, which a longer one goes through.</summary>
    public bool CutsShort(TrainingState state) =>
        state.Totals.Examples == 0 && state.Step < Math.Min(Steps, state.EpochsFinished * StepsPerEpoch);

    /// <summary>
    /// Tells a user that a run which continues beyond its planned length has another schedule from there on. One line; null if it is
    /// not longer.
    /// </summary>
    public string? ChangeSince(RunManifest before, TrainOptions options, TrainingState from, int examples)
    {
        var was = Of(
            options with
            {
                Epochs = before.Options["epochs"]?.GetValue<int>() ?? options.Epochs,
                MaxTrainSteps = before.Options["max-train-steps"]?.GetValue<int>(),
            },
            examples);
        return was.Steps >= Steps ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"the run was begun for {was.Steps} updates and goes on to {Steps}; from here on the learning rate follows the longer "
            + $"schedule, as in Hugging Face's Trainer: {was.Schedule(options).At(from.Step):G3} becomes {Schedule(options).At(from.Step):G3}");
    }

    static int Quotient(int whole, int part) => (int)(((long)whole + part - 1) / part);
}
