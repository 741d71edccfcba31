using TrainingDynamics.Analytics;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>Which examples are in which region of the map; they may overlap.</summary>
sealed class RegionSets
{
    readonly Region[] _of;

    RegionSets(Region[] of, int size) => (_of, Size) = (of, size);

    /// <summary>Examples of each region.</summary>
    public int Size { get; }

    /// <summary>The regions of an example.</summary>
    public Region this[int row] => _of[row];

    /// <summary>Ranked as Analytics ranks, with its default proportion.</summary>
    public static RegionSets Of(MapMetrics metrics)
    {
        var of = new Region[metrics.Count];
        var size = Ranking.sizeOf(RegionsModule.DefaultProportion, metrics.Count);
        void Add(int[] ranking, Region region)
        {
            foreach (var row in ranking.AsSpan(0, size))
            {
                of[row] |= region;
            }
        }

        Add(Ranking.descending(metrics.Confidence), Region.Easy);
        Add(Ranking.ascending(metrics.Confidence), Region.Hard);
        Add(Ranking.descending(metrics.Variability), Region.Ambiguous);
        return new RegionSets(of, size);
    }

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
}
