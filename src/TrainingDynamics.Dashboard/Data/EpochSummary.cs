namespace TrainingDynamics.Dashboard.Data;

/// <summary>The data map of a run's first epochs in a few numbers.</summary>
/// <param name="Epochs">Number of epochs used.</param>
/// <param name="Accuracy">Share of the examples that the last of them predicted correctly, in [0, 1].</param>
/// <param name="NeverLearnt">Examples that none of them predicted correctly.</param>
/// <param name="Easy">The region of highest confidence.</param>
/// <param name="Ambiguous">The region of highest variability.</param>
/// <param name="Hard">The region of lowest confidence.</param>
sealed record EpochSummary(int Epochs, double Accuracy, int NeverLearnt, RegionSummary Easy, RegionSummary Ambiguous, RegionSummary Hard)
{
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

/// <summary>A region of the map in numbers.</summary>
/// <param name="Border">The confidence or variability at which it begins; NaN where it is empty.</param>
/// <param name="Entered">Examples that entered it with the last epoch; 0 in the first epoch.</param>
readonly record struct RegionSummary(double Border, int Entered);
