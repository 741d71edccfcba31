using FsCheck.Xunit;
using TrainingDynamics.Analytics;
using TrainingDynamics.Dashboard.Data;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class MapMetricsTests
{
    static void AreAnalytics(string run)
    {
        var data = new DynamicsLoader(run).Refresh()!;
        for (var epochs = 1; epochs <= data.Epochs.Length; epochs++)
        {
            var mine = data.Metrics(epochs);
            var report = TrainingDynamicsReport.Compute(run, new MetricsRequest { First = epochs });

            Assert.Equal(report.Guids, data.Guids);
            Assert.Equal(report.Gold, data.Golds);
            Assert.Equal(report.Confidence, mine.Confidence);
            Assert.Equal(report.Variability, mine.Variability);
            Assert.Equal(report.Correctness, mine.Correctness);
            Assert.Equal(report.Forgetfulness, mine.Forgetfulness);

            var regions = RegionsModule.split(RegionsModule.DefaultProportion, report.Table);
            Assert.Equal(regions.Easy.Order(), Rows(mine, Region.Easy));
            Assert.Equal(regions.Ambiguous.Order(), Rows(mine, Region.Ambiguous));
            Assert.Equal(regions.Hard.Order(), Rows(mine, Region.Hard));
        }
    }

    static IEnumerable<int> Rows(MapMetrics metrics, Region region) =>
        Enumerable.Range(0, metrics.Count).Where(row => (metrics.Regions[row] & region) != 0);

    [Fact]
    public void Metrics_and_regions_of_a_made_up_run_are_those_of_Analytics_after_every_epoch()
    {
        using var folder = new TemporaryFolder();
        new MadeUpRun(classes: 3).Write(folder.Path);
        AreAnalytics(folder.Path);
    }

    [Property]
    public void Equal_values_on_a_regions_border_enter_it_in_the_order_of_their_rows(byte[] tenths)
    {
        // Few different values make many ties; the oracle is Analytics' ranking.
        var q = (tenths.Length == 0 ? [1] : tenths).Select(tenth => tenth % 5 / 10f).ToArray();
        var epoch = new EpochColumns(q, new bool[q.Length]);
        var metrics = MapMetrics.Of([epoch, epoch]);
        var size = Ranking.sizeOf(RegionsModule.DefaultProportion, q.Length);
        Assert.Equal(Ranking.descending(metrics.Confidence).Take(size).Order(), Rows(metrics, Region.Easy));
        Assert.Equal(Ranking.ascending(metrics.Confidence).Take(size).Order(), Rows(metrics, Region.Hard));
        Assert.Equal(Ranking.descending(metrics.Variability).Take(size).Order(), Rows(metrics, Region.Ambiguous));
    }

    [Fact]
    public void A_summary_counts_who_came_into_each_region()
    {
        var data = new MadeUpRun().Data();
        Assert.Equal(5, data.Summaries.Length);
        Assert.Equal(0, data.Summaries[0].Easy.Entered);
        for (var e = 2; e <= 5; e++)
        {
            foreach (var region in new[] { Region.Easy, Region.Ambiguous, Region.Hard })
            {
                var entered = Rows(data.Metrics(e), region).Except(Rows(data.Metrics(e - 1), region)).Count();
                // One epoch has no ambiguous region that anybody could have been outside of.
                Assert.Equal(region == Region.Ambiguous && e == 2 ? 0 : entered, data.Summaries[e - 1].Of(region).Entered);
            }

            Assert.Equal(data.Metrics(e).Correctness.Count(times => times == 0), data.Summaries[e - 1].NeverLearnt);
            Assert.Equal(data.Epochs[e - 1].Correct.Average(right => right ? 1.0 : 0.0), data.Summaries[e - 1].Accuracy, 12);
        }
    }

    [Fact]
    public void Guid_ranks_are_places_in_the_order_of_guids()
    {
        var data = new MadeUpRun().Data();
        Assert.Equal(data.Guids.Order(), Enumerable.Range(0, data.Count).OrderBy(row => data.GuidRanks[row]).Select(row => data.Guids[row]));
    }
}
