using System.Collections.Immutable;
using TrainingDynamics.Analytics;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// The metrics of the first E epochs, [N] each. The same definitions as Analytics', which reads files: scrubbing must not
/// wait for a disk, so these come from columns in memory. A test holds them to Analytics' values.
/// </summary>
sealed class MapMetrics
{
    readonly Lazy<RegionSets> _regions;
    readonly Lazy<ImmutableArray<Histogram>> _histograms;
    readonly Lazy<MapAxis> _across;

    MapMetrics(int epochs, double[] confidence, double[] variability, int[] correctness, int[] forgetfulness)
    {
        (Epochs, Confidence, Variability, Correctness, Forgetfulness) = (epochs, confidence, variability, correctness, forgetfulness);
        _regions = new Lazy<RegionSets>(() => RegionSets.Of(this));
        _histograms = new Lazy<ImmutableArray<Histogram>>(() => Histogram.Standard(this));
        _across = new Lazy<MapAxis>(() => MapAxis.Of(this));
    }

    /// <summary>Epochs used, E.</summary>
    public int Epochs { get; }

    /// <summary>Examples, N.</summary>
    public int Count => Confidence.Length;

    /// <summary>In [0, 1].</summary>
    public double[] Confidence { get; }

    /// <summary>In [0, 0.5].</summary>
    public double[] Variability { get; }

    /// <summary>0 to E.</summary>
    public int[] Correctness { get; }

    /// <summary>Forgetting events; 1000 where never learnt, so never averaged.</summary>
    public int[] Forgetfulness { get; }

    /// <summary>The three regions; sorted when first asked for.</summary>
    public RegionSets Regions => _regions.Value;

    /// <summary>Of confidence, variability, correctness and forgetfulness; counted when first asked for.</summary>
    public ImmutableArray<Histogram> Histograms => _histograms.Value;

    /// <summary>What the map shows against confidence; computed when first asked for.</summary>
    public MapAxis Across => _across.Value;

    /// <summary>Correctness as a share of E, in [0, 1].</summary>
    public double CorrectnessShare(int row) => (double)Correctness[row] / Epochs;

    public static MapMetrics Of(ReadOnlySpan<EpochColumns> epochs)
    {
        var count = epochs[0].Correct.Length;
        var (mean, deviations) = (new double[count], new double[count]);
        var (correct, forgotten) = (new int[count], new int[count]);
        for (var e = 0; e < epochs.Length; e++)
        {
            var (q, right) = epochs[e];
            for (var i = 0; i < count; i++)
            {
                // Welford's update: a difference of squares would lose the variance of a steady example.
                var delta = q[i] - mean[i];
                mean[i] += delta / (e + 1);
                deviations[i] += delta * (q[i] - mean[i]);
                correct[i] += right[i] ? 1 : 0;
                forgotten[i] += e > 0 && epochs[e - 1].Correct[i] && !right[i] ? 1 : 0;
            }
        }

        for (var i = 0; i < count; i++)
        {
            deviations[i] = Math.Sqrt(deviations[i] / epochs.Length);
            forgotten[i] = correct[i] == 0 ? ForgetfulnessModule.NeverLearntOnDisk : forgotten[i];
        }

        return new MapMetrics(epochs.Length, mean, deviations, correct, forgotten);
    }
}
