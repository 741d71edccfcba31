using System.Collections.Concurrent;
using System.Collections.Immutable;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// The dynamics of a run's finished epochs in columns, [N] each in the order of the first file. Immutable but for a memo of
/// metrics; an epoch more is a new value that shares the old columns.
/// </summary>
/// <param name="Guids">[N], unique.</param>
/// <param name="Golds">[N], 0-based.</param>
/// <param name="Total">Examples of the run; more than N where N is a sample of them.</param>
/// <param name="Epochs">Columns by epoch.</param>
sealed record DynamicsData(ExampleGuid[] Guids, int[] Golds, int Total, ImmutableArray<EpochColumns> Epochs)
{
    // Enough to play to and fro without sorting again, and little memory at 10⁶ examples.
    const int RememberedMetrics = 8;

    readonly ConcurrentDictionary<int, MapMetrics> _metrics = new();

    /// <summary>Examples, N.</summary>
    public int Count => Guids.Length;

    /// <summary>True when the columns are a sample.</summary>
    public bool IsSample => Count < Total;

    /// <summary>The metrics of the first epochs.</summary>
    /// <param name="epochs">At least 1, at most as many as there are.</param>
    public MapMetrics Metrics(int epochs)
    {
        if (_metrics.Count >= RememberedMetrics && !_metrics.ContainsKey(epochs))
        {
            _metrics.Clear();
        }

        return _metrics.GetOrAdd(epochs, count => MapMetrics.Of(Epochs.AsSpan()[..count]));
    }

    /// <summary>The same examples with one epoch more.</summary>
    public DynamicsData With(EpochColumns epoch) => new(Guids, Golds, Total, Epochs.Add(epoch));
}
