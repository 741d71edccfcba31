using TrainingDynamics.Analytics;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// What changed for whom between two runs, by Analytics from the columns in memory. A class, since equal means the same here:
/// comparing all its arrays would cost more than a frame.
/// </summary>
sealed class RunComparison
{
    RunComparison(DynamicsData a, DynamicsData b, Comparison result) => (A, B, Result) = (a, b, result);

    /// <summary>The run that is shown.</summary>
    public DynamicsData A { get; }

    /// <summary>The other one.</summary>
    public DynamicsData B { get; }

    /// <summary>Every difference is B minus A; rows are those of the two runs' data.</summary>
    public Comparison Result { get; }

    /// <summary>Compares all finished epochs of both; sorts several times, so not for the thread that draws.</summary>
    /// <exception cref="AnalyticsException">The runs share no guid.</exception>
    public static RunComparison Of(DynamicsData a, DynamicsData b) =>
        new(a, b, ComparisonModule.compare(RegionsModule.DefaultProportion, Table(a), Table(b)));

    static MetricsTable Table(DynamicsData data)
    {
        var metrics = data.Metrics(data.Epochs.Length);
        return MetricsTableModule.ofEpochs(
            data.Guids, data.Golds, metrics.Epochs, metrics.Confidence, metrics.Variability, metrics.Correctness, metrics.Forgetfulness);
    }
}
