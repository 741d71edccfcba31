namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// The metrics of the first E epochs, [N] each, computed by Analytics from columns in memory, because scrubbing must not wait for a disk.
/// </summary>
sealed class MapMetrics
{
    readonly ColumnMetrics _columns;
    readonly Lazy<RegionSets> _regions;
    readonly Lazy<ImmutableArray<Histogram>> _histograms;
    readonly Lazy<MapAxis> _across;

    MapMetrics(ColumnMetrics columns)
    {
        _columns = columns;
        _regions = new Lazy<RegionSets>(() => new RegionSets(this));
        _histograms = new Lazy<ImmutableArray<Histogram>>(() => Histogram.Standard(this));
        _across = new Lazy<MapAxis>(() => MapAxis.Of(this));
    }

    public int Epochs => _columns.Epochs;

    public int Count => Confidence.Length;

    /// <summary>In [0, 1].</summary>
    public double[] Confidence => _columns.Confidence;

    /// <summary>In [0, 0.5].</summary>
    public double[] Variability => _columns.Variability;

    /// <summary>0 to E.</summary>
    public int[] Correctness => _columns.Correctness;

    /// <summary>Forgetting events; 1000 where never learnt, so never average them.</summary>
    public int[] Forgetfulness => _columns.Forgetfulness;

    public RegionSets Regions => _regions.Value;

    public ImmutableArray<Histogram> Histograms => _histograms.Value;

    /// <summary>The value that the map shows against confidence, computed when first asked for.</summary>
    public MapAxis Across => _across.Value;

    public double CorrectnessShare(int row) => (double)Correctness[row] / Epochs;

    public static MapMetrics Of(ReadOnlySpan<EpochColumns> epochs)
    {
        var running = new RunningMetrics(epochs[0].Correct.Length);
        foreach (var epoch in epochs)
        {
            running.Add(epoch);
        }

        return new MapMetrics(running.Metrics());
    }
}
