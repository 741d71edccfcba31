using ScottPlot;
using ScottPlot.Plottables;

namespace TrainingDynamics.Charts.Tests;

public sealed class HistogramPanelTests
{
    static readonly PixelRect Place = new(0, 300, 300, 0);

    [Fact]
    public void Areas_of_a_density_add_up_to_1()
    {
        double[] values = [.. SimulatedRun.Points(1000, epochs: 5).Select(point => point.Variability)];
        Bar[] bars = Bars(HistogramPanel.OfRange("variability", values, 0, 0.6, Colors.Teal, Place));
        Assert.Equal(1, bars.Sum(bar => bar.Value * bar.Size), precision: 9);
    }

    [Fact]
    public void Both_ends_of_the_range_are_counted_in_the_outer_bars()
    {
        Bar[] bars = Bars(HistogramPanel.OfRange("confidence", [-1, 1, 1, 0], -1, 1, Colors.Purple, Place));
        Assert.Equal(0.25, bars[0].Value * bars[0].Size, precision: 9);
        Assert.Equal(0.5, bars[^1].Value * bars[^1].Size, precision: 9);
    }

    [Fact]
    public void Classes_rise_from_never_to_always_with_their_share()
    {
        Mark[] points = [.. new[] { 0.0, 1, 1, 1 }.Select(correctness => new Mark(0, 0, CorrectnessClass.Of(correctness)))];
        CorrectnessClass[] classes = CorrectnessClass.Listed(points, 2);
        Bar[] bars = Bars(HistogramPanel.OfClasses("correctness", points, classes, Colors.Green, Place));
        Assert.Equal([0.25, 0, 0.75], bars.Select(bar => bar.Value));
    }

    static Bar[] Bars(Panel panel) => [.. panel.Plot.GetPlottables<BarPlot>().Single().Bars];
}
