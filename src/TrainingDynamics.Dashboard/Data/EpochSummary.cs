using TrainingDynamics.Analytics;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>The data map of a run's first epochs in a few numbers.</summary>
/// <param name="Epochs">The first epochs, from 1.</param>
/// <param name="Accuracy">Share of the examples that were right in the last of them, in [0, 1].</param>
/// <param name="NeverLearnt">Examples that none of them had right.</param>
/// <param name="Easy">The region of the highest confidence.</param>
/// <param name="Ambiguous">The region of the highest variability.</param>
/// <param name="Hard">The region of the lowest confidence.</param>
sealed record EpochSummary(int Epochs, double Accuracy, int NeverLearnt, RegionSummary Easy, RegionSummary Ambiguous, RegionSummary Hard)
{
    /// <summary>The region's numbers; for one region alone.</summary>
    public RegionSummary Of(Region region) => region switch
    {
        Region.Easy => Easy,
        Region.Ambiguous => Ambiguous,
        Region.Hard => Hard,
        _ => throw new ArgumentOutOfRangeException(nameof(region), region, "expected one region"),
    };

    public static EpochSummary Of(MapMetrics metrics, MapMetrics? before, EpochColumns last)
    {
        // Into the ambiguous region of two epochs nobody comes, for one epoch has none.
        RegionSummary Region(Region region) => new(
            metrics.Regions.Border(region),
            before is null || (region == Data.Region.Ambiguous && before.Epochs == 1) ? 0 : metrics.Regions.Entered(region, before.Regions));
        return new EpochSummary(
            metrics.Epochs, (double)last.Correct.Count(right => right) / metrics.Count, metrics.Correctness.Count(times => times == 0),
            Region(Data.Region.Easy), Region(Data.Region.Ambiguous), Region(Data.Region.Hard));
    }
}
