using FsCheck.Xunit;
using TrainingDynamics.Analytics;
using TrainingDynamics.Dashboard.Data;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class HistogramTests
{
    [Fact]
    public void The_bars_of_the_four_metrics_hold_every_example_once()
    {
        var metrics = new MadeUpRun().Data().Metrics(5);
        Assert.Equal(["confidence", "variability", "correctness", "forgetfulness"], metrics.Histograms.Select(histogram => histogram.Name));
        foreach (var histogram in metrics.Histograms)
        {
            Assert.Equal(metrics.Count, histogram.Counts.Sum());
            Assert.Equal(
                Enumerable.Range(0, metrics.Count),
                Enumerable.Range(0, histogram.Counts.Length).SelectMany(bar => histogram.Rows(bar, metrics.Count)).Order());
        }

        Assert.Equal(metrics.Confidence.Average(), metrics.Histograms[0].Mean, 12);
        Assert.Equal(Enumerable.Range(0, 6).Select(times => metrics.Correctness.Count(correct => correct == times)), metrics.Histograms[2].Counts);
    }

    [Fact]
    public void Of_one_epoch_the_loss_stands_in_the_place_of_variability()
    {
        var metrics = new MadeUpRun(epochs: 1).Data().Metrics(1);
        Assert.Equal(["confidence", "loss", "correctness", "forgetfulness"], metrics.Histograms.Select(histogram => histogram.Name));
        Assert.Equal(metrics.Confidence.Average(q => -Math.Log(q)), metrics.Histograms[1].Mean, 9);
        Assert.Equal(metrics.Count, metrics.Histograms[1].Counts.Sum());
    }

    [Fact]
    public void What_was_never_learnt_has_a_bar_of_its_own_and_no_part_in_the_mean()
    {
        // Right, wrong, right, wrong; always right; never right.
        bool[][] right = [[true, true, false], [false, true, false], [true, true, false], [false, true, false]];
        var metrics = MapMetrics.Of([.. right.Select(epoch => new EpochColumns(new float[3], epoch))]);
        var histogram = metrics.Histograms[3];
        Assert.Equal(["0", "1", "2", "never"], histogram.Labels.AsEnumerable());
        Assert.Equal([1, 0, 1, 1], histogram.Counts.AsEnumerable());
        Assert.Equal(1, histogram.Mean);
        Assert.Equal([2], histogram.Rows(3, 3).AsEnumerable());
    }

    [Property]
    public void Any_metric_is_counted_whole_whatever_its_values(double[] values)
    {
        // Infinite ones do not occur in the catalogue; NaN does, for an example without a value.
        double[] known = [.. values.Where(value => !double.IsInfinity(value) && Math.Abs(value) < 1e100)];
        var histogram = Histogram.Of("x", known, _ => 1);
        Assert.Equal(known.Length, histogram.Counts.Sum());
        Assert.InRange(histogram.Counts.Length, 1, 27);
        Assert.Equal(Enumerable.Range(0, known.Length), Enumerable.Range(0, histogram.Counts.Length).SelectMany(bar => histogram.Rows(bar, known.Length)).Order());
    }

    [Fact]
    public void A_range_is_cut_at_round_numbers()
    {
        var histogram = Histogram.Of("aum", [-3.02, -1.5, 14.3], _ => 1);
        Assert.Equal(("-4 to -3", "14 to 15", 19), (histogram.Labels[0], histogram.Labels[^1], histogram.Labels.Length));
        Assert.Equal("0.05 to 0.1", new MadeUpRun(count: 3, epochs: 1).Data().Metrics(1).Histograms[0].Labels[1]);
        Assert.Single(Histogram.Of("entropy", [0.25, 0.25], _ => 1).Counts);
    }

    [Fact]
    public void Whole_numbers_have_bars_of_their_own_and_wide_ranges_share_them()
    {
        Assert.Equal(["0", "1", "2"], Histogram.Of("first_learned", [0, 2, 2], _ => 1).Labels.AsEnumerable());
        Assert.Equal(["0", "1", "none"], Histogram.Of("first_learned", [0, 1, double.NaN], _ => 1).Labels.AsEnumerable());
        Assert.Equal("0 to 4", Histogram.Of("presentations_needed", [0, 100], _ => 1).Labels[0]);
        Assert.Equal("100", Histogram.Of("presentations_needed", [0, 100], _ => 1).Labels[^1].Split(Histogram.To)[0]);
        Assert.Equal(["0", "none"], Histogram.Of("first_learned", [double.NaN], _ => 1).Labels.AsEnumerable());
    }
}
