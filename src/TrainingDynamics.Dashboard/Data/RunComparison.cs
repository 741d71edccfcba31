using TrainingDynamics.Analytics;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// What changed for whom between two runs, by Analytics from the columns in memory. A class, since equal means the same here:
/// comparing all its arrays would cost more than a frame.
/// </summary>
sealed class RunComparison
{
    RunComparison(DynamicsData a, DynamicsData b, MapMetrics metricsA, MapMetrics metricsB, JoinedRuns? joined)
    {
        (A, B, MetricsA, MetricsB) = (a, b, metricsA, metricsB);
        MetricsTable[] tables = [Table(a, metricsA), Table(b, metricsB)];
        Result = joined is null
            ? ComparisonModule.compare(RegionsModule.DefaultProportion, tables[0], tables[1])
            : joined.Compare(tables);
    }

    /// <summary>The run that is shown.</summary>
    public DynamicsData A { get; }

    /// <summary>The other one.</summary>
    public DynamicsData B { get; }

    /// <summary>Of the shown run's epochs that are compared.</summary>
    public MapMetrics MetricsA { get; }

    /// <summary>Of the other one's.</summary>
    public MapMetrics MetricsB { get; }

    /// <summary>Every difference is B minus A; rows are those of the two runs' data.</summary>
    public Comparison Result { get; }

    /// <summary>Sorts several times, so not for the thread that draws.</summary>
    /// <param name="a">The run that is shown.</param>
    /// <param name="b">The other one.</param>
    /// <param name="epochs">The first epochs of both, of the shorter run all where it has less; null: all that each has.</param>
    /// <param name="joined">How their examples were found to be the same; null: by guid.</param>
    /// <exception cref="AnalyticsException">The runs share no guid.</exception>
    public static RunComparison Of(DynamicsData a, DynamicsData b, int? epochs = null, JoinedRuns? joined = null) =>
        new(a, b, a.Metrics(Used(a, epochs)), b.Metrics(Used(b, epochs)), joined);

    /// <summary>True when these are the runs and epochs that are asked for.</summary>
    public bool Is(DynamicsData a, DynamicsData b, int? epochs) =>
        A == a && B == b && MetricsA.Epochs == Used(a, epochs) && MetricsB.Epochs == Used(b, epochs);

    static int Used(DynamicsData data, int? epochs) => Math.Clamp(epochs ?? int.MaxValue, 1, data.Epochs.Length);

    static MetricsTable Table(DynamicsData data, MapMetrics metrics) => MetricsTableModule.ofEpochs(
        data.Guids, data.Golds, metrics.Epochs, metrics.Confidence, metrics.Variability, metrics.Correctness, metrics.Forgetfulness);
}
