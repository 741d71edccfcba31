using System.Collections.Concurrent;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Remembers the metrics of the first E epochs of one run, for as many E as a hundred megabytes hold.</summary>
sealed class MetricsMemo(int count)
{
    // 24 bytes of metrics and one of regions an example.
    readonly int _capacity = (int)Math.Clamp(100_000_000L / (25L * Math.Max(1, count)), 4, 256);

    readonly ConcurrentDictionary<int, MapMetrics> _metrics = new();

    public MapMetrics Of(int epochs, ImmutableArray<EpochColumns> columns)
    {
        if (_metrics.TryGetValue(epochs, out var known))
        {
            return known;
        }

        if (_metrics.Count >= _capacity)
        {
            _metrics.Clear();
        }

        return _metrics.GetOrAdd(epochs, MapMetrics.Of(columns.AsSpan()[..epochs]));
    }
}
