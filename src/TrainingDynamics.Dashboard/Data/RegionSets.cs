using TrainingDynamics.Analytics;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// Which examples are in which region of the map; they may overlap, and of one epoch none is ambiguous. The same sets as Analytics' with its default proportion,
/// which a test holds, but found by the border value: two sorts of plain numbers in place of three of rows, an eighth of the time.
/// </summary>
sealed class RegionSets
{
    readonly Region[] _of;
    readonly double _easyFrom;
    readonly double _ambiguousFrom;
    readonly double _hardTo;

    RegionSets(MapMetrics metrics)
    {
        _of = new Region[metrics.Count];
        Size = Ranking.sizeOf(RegionsModule.DefaultProportion, metrics.Count);
        var confidence = Sorted(metrics.Confidence);
        var variability = Sorted(metrics.Variability);
        (_easyFrom, _ambiguousFrom, _hardTo) = Size == 0
            ? (double.NaN, double.NaN, double.NaN)
            : (confidence[^Size], variability[^Size], confidence[Size - 1]);
        Add(metrics.Confidence, Region.Easy, _easyFrom, 1);
        Add(metrics.Confidence, Region.Hard, _hardTo, -1);
        if (metrics.Epochs > 1)
        {
            Add(metrics.Variability, Region.Ambiguous, _ambiguousFrom, 1);
        }
    }

    /// <summary>Examples of each region.</summary>
    public int Size { get; }

    /// <summary>The regions of an example.</summary>
    public Region this[int row] => _of[row];

    public static RegionSets Of(MapMetrics metrics) => new(metrics);

    /// <summary>The least confidence of the easy, the least variability of the ambiguous, the greatest confidence of the hard.</summary>
    public double Border(Region region) => region switch
    {
        Region.Easy => _easyFrom,
        Region.Ambiguous => _ambiguousFrom,
        Region.Hard => _hardTo,
        _ => throw new ArgumentOutOfRangeException(nameof(region), region, "expected one region"),
    };

    /// <summary>Examples that are in a region here and were not there.</summary>
    public int Entered(Region region, RegionSets before)
    {
        var entered = 0;
        for (var i = 0; i < _of.Length; i++)
        {
            entered += (_of[i] & region) != 0 && (before._of[i] & region) == 0 ? 1 : 0;
        }

        return entered;
    }

    static double[] Sorted(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        return sorted;
    }

    // Beyond the border all belong; of those on it the first rows, as Analytics ranks ties.
    void Add(double[] values, Region region, double border, int direction)
    {
        var onBorder = Size;
        foreach (var value in values)
        {
            onBorder -= direction * value > direction * border ? 1 : 0;
        }

        for (var i = 0; i < values.Length && Size > 0; i++)
        {
            if (direction * values[i] > direction * border || (values[i] == border && onBorder-- > 0))
            {
                _of[i] |= region;
            }
        }
    }
}
