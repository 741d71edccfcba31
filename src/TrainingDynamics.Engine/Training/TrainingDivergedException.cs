namespace TrainingDynamics.Engine.Training;

/// <summary>The loss, the gradient norm, the weights or logits of a run are NaN or infinite.</summary>
public sealed class TrainingDivergedException : EngineException
{
    const int GuidsNamed = 8;

    TrainingDivergedException(int step, string problem, IReadOnlyList<string> guids)
        : base(problem)
    {
        Step = step;
        Guids = guids;
    }

    /// <summary>From 1, over the whole run; 0 when it was a pass of evaluation that met the number.</summary>
    public int Step { get; }

    /// <summary>The examples of the step's batch, as the data set spells them.</summary>
    public IReadOnlyList<string> Guids { get; }

    /// <summary>A step whose loss or gradient norm is not finite.</summary>
    /// <param name="step">From 1, over the whole run.</param>
    /// <param name="loss">Of the step, in nats.</param>
    /// <param name="gradientNorm">Of the step, before clipping.</param>
    /// <param name="guids">The examples of the step's batch.</param>
    internal static TrainingDivergedException OfStep(int step, double loss, double gradientNorm, IReadOnlyList<string> guids) =>
        new(
            step,
            FormattableString.Invariant($"step {step}: {Numbers(loss, gradientNorm)}, expected finite numbers; the batch holds the guids ")
            + $"{Named(guids)}. Lower the learning rate, look at these examples, or leave such updates out with --on-nan skip.",
            guids);

    /// <summary>Weights that an update with a finite gradient has ruined.</summary>
    internal static TrainingDivergedException OfWeights(int step, IReadOnlyList<string> guids) =>
        new(
            step,
            FormattableString.Invariant($"step {step}: found weights that are NaN or infinite after it, expected finite numbers; its batch ")
            + $"holds the guids {Named(guids)}. Lower the learning rate.",
            guids);

    /// <summary>An epoch of which <see cref="NanPolicy.Skip"/> left nothing.</summary>
    internal static TrainingDivergedException OfEpoch(int step, int epoch, IReadOnlyList<string> guids) =>
        new(
            step,
            FormattableString.Invariant($"step {step}: every update of epoch {epoch} was skipped, for none had a finite loss and ")
            + $"gradient norm; the last batch holds the guids {Named(guids)}. Lower the learning rate, or look at the data.",
            guids);

    /// <summary>A logit of finite weights that overflowed.</summary>
    internal static TrainingDivergedException OfLogit(string guid, float logit) =>
        new(0, FormattableString.Invariant($"guid {guid}: found a logit of {logit}, expected a finite number. Train with a lower learning rate."), [guid]);

    /// <summary>The two numbers of a step in words.</summary>
    internal static string Numbers(double loss, double gradientNorm) =>
        FormattableString.Invariant($"the loss is {loss} and the gradient norm {gradientNorm}");

    static string Named(IReadOnlyList<string> guids) =>
        string.Join(", ", guids.Take(GuidsNamed))
        + (guids.Count > GuidsNamed ? $" and {guids.Count - GuidsNamed} more" : "");
}
