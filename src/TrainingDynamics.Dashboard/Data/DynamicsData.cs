using System.Collections.Immutable;
using TrainingDynamics.Analytics;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// The dynamics of a run's finished epochs in columns, [N] each in the order of the first file. Immutable but for memos; an
/// epoch more is a new value that shares the old columns and the metrics that were computed from them.
/// </summary>
sealed class DynamicsData
{
    readonly MetricsMemo _memo;
    readonly Lazy<(int[] Rows, int[] Ranks)> _byGuid;

    DynamicsData(
        ExampleGuid[] guids, int[] golds, int classes, int total, MetricsMemo memo, Lazy<(int[] Rows, int[] Ranks)> byGuid,
        ImmutableArray<EpochColumns> epochs, ImmutableArray<EpochSummary> summaries)
    {
        (Guids, Golds, Classes, Total, _memo, _byGuid, Epochs) = (guids, golds, classes, total, memo, byGuid, epochs);
        var before = epochs.Length > 1 ? Metrics(epochs.Length - 1) : null;
        Summaries = summaries.Add(EpochSummary.Of(Metrics(epochs.Length), before, epochs[^1]));
    }

    /// <summary>[N], unique.</summary>
    public ExampleGuid[] Guids { get; }

    /// <summary>[N], 0-based.</summary>
    public int[] Golds { get; }

    /// <summary>Classes that are gold for somebody: one more than the greatest.</summary>
    public int Classes { get; }

    /// <summary>Examples of the run; more than N where N is a sample of them.</summary>
    public int Total { get; }

    /// <summary>Columns by epoch; at least one.</summary>
    public ImmutableArray<EpochColumns> Epochs { get; }

    /// <summary>One per epoch: the map of the epochs up to it.</summary>
    public ImmutableArray<EpochSummary> Summaries { get; }

    /// <summary>Examples, N; at least 1.</summary>
    public int Count => Guids.Length;

    /// <summary>True when the columns are a sample.</summary>
    public bool IsSample => Count < Total;

    /// <summary>[N]: the place of each row among all when sorted by guid.</summary>
    public int[] GuidRanks => _byGuid.Value.Ranks;

    /// <summary>A run's first epoch.</summary>
    /// <param name="guids">[N], unique, at least one.</param>
    /// <param name="golds">[N].</param>
    /// <param name="total">N, or more when these are a sample.</param>
    /// <param name="first">[N] each.</param>
    public static DynamicsData Begin(ExampleGuid[] guids, int[] golds, int total, EpochColumns first) =>
        new(guids, golds, 1 + golds.Max(), total, new MetricsMemo(guids.Length), new Lazy<(int[] Rows, int[] Ranks)>(() => SortedByGuid(guids)), [first], []);

    /// <summary>The metrics of the first epochs; remembered, so that scrubbing does not compute them again.</summary>
    /// <param name="epochs">At least 1, at most as many as there are.</param>
    public MapMetrics Metrics(int epochs) => _memo.Of(epochs, Epochs);

    /// <summary>The same examples with one epoch more.</summary>
    public DynamicsData With(EpochColumns epoch) =>
        new(Guids, Golds, Classes, Total, _memo, _byGuid, Epochs.Add(epoch), Summaries);

    /// <summary>The row of an example; -1 where there is none.</summary>
    public int RowOf(ExampleGuid guid)
    {
        var rows = _byGuid.Value.Rows;
        var (low, high) = (0, rows.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (Guids[rows[middle]].CompareTo(guid))
            {
                case 0:
                    return rows[middle];
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return -1;
    }

    static (int[] Rows, int[] Ranks) SortedByGuid(ExampleGuid[] guids)
    {
        var rows = new int[guids.Length];
        var ranks = new int[guids.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
        }

        Array.Sort(rows, (a, b) => guids[a].CompareTo(guids[b]));
        for (var place = 0; place < rows.Length; place++)
        {
            ranks[rows[place]] = place;
        }

        return (rows, ranks);
    }
}
