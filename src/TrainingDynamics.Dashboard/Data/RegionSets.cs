namespace TrainingDynamics.Dashboard.Data;

/// <summary>
/// The regions of every example; they may overlap, and with one epoch none is ambiguous. The same sets as in Analytics with its default proportion,
/// which a test checks, but found by the border value: two sorts of plain numbers instead of three sorts of rows, an eighth of the time.
/// </summary>
sealed class RegionSets
{
    readonly Region[] _of;
    readonly double _easyFrom;
    readonly double _ambiguousFrom;
    readonly double _hardTo;

    public RegionSets(MapMetrics metrics)
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

    public int Size { get; }

    public Region this[int row] => _of[row];

    /// <summary>The least confidence of the easy, the least variability of the ambiguous, the greatest confidence of the hard examples.</summary>
    public double Border(Region region) => region switch
    {
        Region.Easy => _easyFrom,
        Region.Ambiguous => _ambiguousFrom,
        Region.Hard => _hardTo,
        _ => throw new ArgumentOutOfRangeException(nameof(region), region, "expected one region"),
    };

    /// <summary>Examples that are in the region here and were not in it before.</summary>
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

/// <summary>Regions of the data map; a byte, because there is one for every example.</summary>
[Flags]
enum Region : byte
{
    None = 0,
    Easy = 1, // the highest confidence
    Ambiguous = 2, // the highest variability
    Hard = 4, // the lowest confidence
}
