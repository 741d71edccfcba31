namespace TrainingDynamics.Engine.Training;

/// <summary>The loss or the gradient norm of a step is NaN or infinite; the weights are lost.</summary>
public sealed class TrainingDivergedException : EngineException
{
    const int GuidsNamed = 8;

    /// <param name="step">From 1, over the whole run.</param>
    /// <param name="loss">Of the step, in nats.</param>
    /// <param name="gradientNorm">Of the step, before clipping.</param>
    /// <param name="guids">The examples of the step's batch.</param>
    public TrainingDivergedException(int step, double loss, double gradientNorm, IReadOnlyList<string> guids)
        : base(FormattableString.Invariant($"step {step}: the loss is {loss} and the gradient norm {gradientNorm}, ")
            + $"expected finite numbers; the batch holds the guids {Named(guids)}. Lower the learning rate, or look at these examples.")
    {
        Step = step;
        Guids = guids;
    }

    /// <summary>From 1, over the whole run.</summary>
    public int Step { get; }

    /// <summary>The examples of the step's batch, as the data set spells them.</summary>
    public IReadOnlyList<string> Guids { get; }

    static string Named(IReadOnlyList<string> guids) =>
        string.Join(", ", guids.Take(GuidsNamed))
        + (guids.Count > GuidsNamed ? $" and {guids.Count - GuidsNamed} more" : "");
}
