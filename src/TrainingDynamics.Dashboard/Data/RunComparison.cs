using Microsoft.FSharp.Core;
using TrainingDynamics.Analytics;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>What changed for whom between two runs, by Analytics from the columns in memory.</summary>
/// <param name="A">The run that is shown.</param>
/// <param name="B">The other one.</param>
/// <param name="Result">Every difference is B minus A; rows are those of the two runs' data.</param>
sealed record RunComparison(DynamicsData A, DynamicsData B, Comparison Result)
{
    /// <summary>Compares all finished epochs of both; sorts several times, so not for the thread that draws.</summary>
    /// <exception cref="AnalyticsException">The runs share no guid.</exception>
    public static RunComparison Of(DynamicsData a, DynamicsData b) =>
        new(a, b, ComparisonModule.compare(RegionsModule.DefaultProportion, Table(a), Table(b)));

    static MetricsTable Table(DynamicsData data)
    {
        var metrics = data.Metrics(data.Epochs.Length);
        return new MetricsTable(
            data.Guids, [.. Enumerable.Range(0, data.Count)], FSharpOption<int[]>.Some(data.Golds), FSharpOption<int>.Some(metrics.Epochs),
            [.. metrics.Confidence.Select(confidence => confidence * (1 - confidence))], metrics.Confidence, metrics.Variability, metrics.Correctness,
            FSharpOption<Forgetfulness[]>.Some([.. metrics.Forgetfulness.Select(ForgetfulnessModule.ofDisk)]), []);
    }
}
