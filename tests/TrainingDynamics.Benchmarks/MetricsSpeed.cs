using System.Diagnostics;
using TrainingDynamics.Analytics;

namespace TrainingDynamics.Benchmarks;

/// <summary>How long a process that is warm takes from a run's files to its metrics in memory.</summary>
static class MetricsSpeed
{
    const int WarmUps = 5;
    const int Runs = 9;

    /// <summary>Median over several runs, all cores.</summary>
    public static double Milliseconds(string run) => Median.Of(Enumerable.Range(0, WarmUps + Runs).Select(_ =>
    {
        var watch = Stopwatch.StartNew();
        TrainingDynamicsReport.Compute(run, null, false);
        return watch.Elapsed.TotalMilliseconds;
    }).ToArray().Skip(WarmUps));
}
