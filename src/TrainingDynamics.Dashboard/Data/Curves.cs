namespace TrainingDynamics.Dashboard.Data;

/// <summary>A run's curves, folded from its events as <see cref="RunState"/> is; a resumed run goes on with them.</summary>
sealed record Curves
{
    public static Curves Empty { get; } = new();

    public Series Loss { get; init; } = Series.Empty;

    public Series LearningRate { get; init; } = Series.Empty;

    /// <summary>2-norm of the gradients.</summary>
    public Series GradientNorm { get; init; } = Series.Empty;

    public Series ExamplesPerSecond { get; init; } = Series.Empty;

    /// <summary>Dev metrics by name, each by epoch from 1.</summary>
    public ImmutableSortedDictionary<string, Series> Dev { get; init; } = ImmutableSortedDictionary.Create<string, Series>(StringComparer.Ordinal);

    public Curves After(RunEvent happened) => happened switch
    {
        StepTaken step => this with
        {
            Loss = Loss.With(step.Step, step.Loss),
            LearningRate = LearningRate.With(step.Step, step.LearningRate),
            GradientNorm = GradientNorm.With(step.Step, step.GradientNorm),
            ExamplesPerSecond = ExamplesPerSecond.With(step.Step, step.ExamplesPerSecond),
        },
        Evaluated dev => this with
        {
            Dev = dev.Metrics.Aggregate(
                Dev, (all, metric) => all.SetItem(metric.Key, all.GetValueOrDefault(metric.Key, Series.Empty).With(dev.Epoch + 1, metric.Value))),
        },
        _ => this,
    };
}
