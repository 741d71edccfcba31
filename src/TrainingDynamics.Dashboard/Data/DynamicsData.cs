namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// The dynamics of a run's finished epochs in columns, [N] each in the order of the first file. Immutable but for memos; a further epoch makes a
/// new value that shares the old columns and the metrics computed from them.
/// </summary>
sealed class DynamicsData
{
    readonly MetricsMemo _memo;
    readonly Lazy<(ExampleGuid[] Guids, int[] Rows, int[] Ranks)> _byGuid;

    DynamicsData(
        ExampleGuid[] guids, int[] golds, int classes, int total, MetricsMemo memo, Lazy<(ExampleGuid[] Guids, int[] Rows, int[] Ranks)> byGuid,
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

    /// <summary>Classes that occur as labels: one more than the greatest label id.</summary>
    public int Classes { get; }

    /// <summary>Examples of the run; more than N where the columns are a sample.</summary>
    public int Total { get; }

    /// <summary>Columns by epoch; at least one.</summary>
    public ImmutableArray<EpochColumns> Epochs { get; }

    /// <summary>One per epoch: the map of the epochs up to it.</summary>
    public ImmutableArray<EpochSummary> Summaries { get; }

    public int Count => Guids.Length;

    public bool IsSample => Count < Total;

    /// <summary>[N]: the place of each row when all are sorted by guid.</summary>
    public int[] GuidRanks => _byGuid.Value.Ranks;

    /// <summary>A run's first epoch, of at least one example with unique guids; <paramref name="total"/> is more than N for a sample.</summary>
    public static DynamicsData Begin(ExampleGuid[] guids, int[] golds, int total, EpochColumns first) =>
        new(guids, golds, 1 + golds.Max(), total, new MetricsMemo(guids.Length), new Lazy<(ExampleGuid[] Guids, int[] Rows, int[] Ranks)>(() => SortedByGuid(guids)), [first], []);

    /// <summary>The metrics of the first epochs, remembered for scrubbing; at least 1 and at most as many as there are.</summary>
    public MapMetrics Metrics(int epochs) => _memo.Of(epochs, Epochs);

    public DynamicsData With(EpochColumns epoch) =>
        new(Guids, Golds, Classes, Total, _memo, _byGuid, Epochs.Add(epoch), Summaries);

    /// <summary>The row of an example; -1 where there is none.</summary>
    public int RowOf(ExampleGuid guid) => Array.BinarySearch(_byGuid.Value.Guids, guid) is >= 0 and var place ? _byGuid.Value.Rows[place] : -1;

    static (ExampleGuid[] Guids, int[] Rows, int[] Ranks) SortedByGuid(ExampleGuid[] guids)
    {
        ExampleGuid[] sorted = [.. guids];
        int[] rows = [.. Enumerable.Range(0, guids.Length)];
        Array.Sort(sorted, rows);
        var ranks = new int[guids.Length];
        for (var place = 0; place < rows.Length; place++)
        {
            ranks[rows[place]] = place;
        }

        return (sorted, rows, ranks);
    }
}
