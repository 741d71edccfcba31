namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// The comparison of two runs, computed by Analytics from the columns in memory. A class, so that equality is identity: comparing its arrays would
/// cost more than a frame.
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

    /// <summary>The shown run.</summary>
    public DynamicsData A { get; }

    /// <summary>The run it is compared with.</summary>
    public DynamicsData B { get; }

    public MapMetrics MetricsA { get; }

    public MapMetrics MetricsB { get; }

    /// <summary>Every difference is B minus A; rows are rows of the two runs' data.</summary>
    public Comparison Result { get; }

    /// <summary>
    /// Compares the first epochs of both runs, all of a run that has fewer; null: all epochs. Examples are matched by <paramref name="joined"/>, or
    /// where that is null by guid. Sorts several times, so do not call it on the thread that draws.
    /// </summary>
    /// <exception cref="AnalyticsException">The runs share no guid.</exception>
    public static RunComparison Of(DynamicsData a, DynamicsData b, int? epochs = null, JoinedRuns? joined = null) =>
        new(a, b, a.Metrics(Used(a, epochs)), b.Metrics(Used(b, epochs)), joined);

    public bool Is(DynamicsData a, DynamicsData b, int? epochs) =>
        A == a && B == b && MetricsA.Epochs == Used(a, epochs) && MetricsB.Epochs == Used(b, epochs);

    static int Used(DynamicsData data, int? epochs) => Math.Clamp(epochs ?? int.MaxValue, 1, data.Epochs.Length);

    static MetricsTable Table(DynamicsData data, MapMetrics metrics) => MetricsTableModule.ofEpochs(
        data.Guids, data.Golds, metrics.Epochs, metrics.Confidence, metrics.Variability, metrics.Correctness, metrics.Forgetfulness);
}
