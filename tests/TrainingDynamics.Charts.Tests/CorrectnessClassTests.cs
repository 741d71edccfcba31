using ScottPlot;

namespace TrainingDynamics.Charts.Tests;

public sealed class CorrectnessClassTests
{
    [Fact]
    public void Never_right_is_the_red_end_and_always_right_the_blue_one()
    {
        Assert.Equal(Color.FromHex("#B40426"), CorrectnessClass.Of(0).Color);
        Assert.Equal(Color.FromHex("#3B4CC0"), CorrectnessClass.Of(1).Color);
    }

    [Fact]
    public void Colours_are_red_below_the_middle_and_blue_above()
    {
        IEnumerable<int> tenths = Enumerable.Range(0, CorrectnessClass.Count);
        int[] blueness = [.. tenths.Select(one => new CorrectnessClass(one).Color).Select(color => color.B - color.R)];
        Assert.All(blueness[..5], one => Assert.True(one < -20));
        Assert.InRange(blueness[5], -20, 20);
        Assert.All(blueness[6..], one => Assert.True(one > 20));
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(0.25, "0.2")]
    [InlineData(0.75, "0.8")]
    [InlineData(1 / 3.0, "0.3")]
    [InlineData(2 / 3.0, "0.7")]
    [InlineData(1.0, "1.0")]
    public void Label_is_what_the_original_figure_prints(double fraction, string label) =>
        Assert.Equal(label, CorrectnessClass.Of(fraction).Label);

    [Fact]
    public void Up_to_ten_epochs_every_count_has_its_own_class()
    {
        for (var epochs = 1; epochs <= 10; epochs++)
        {
            Assert.Equal(epochs + 1, CorrectnessClass.Listed([], epochs).Length);
        }
    }

    [Fact]
    public void More_epochs_never_give_more_than_eleven_classes() =>
        Assert.Equal(11, CorrectnessClass.Listed(SimulatedRun.Marks(2000, epochs: 37), 37).Length);

    [Fact]
    public void Listed_runs_from_always_to_never_and_skips_what_does_not_occur()
    {
        Mark[] points = [Marked(0.2), Marked(1), Marked(0.2)];
        Assert.Equal(["1.0", "0.2"], CorrectnessClass.Listed(points, null).Select(one => one.Label));
        string[] all = ["1.0", "0.8", "0.6", "0.4", "0.2", "0.0"];
        Assert.Equal(all, CorrectnessClass.Listed(points, 5).Select(one => one.Label));
    }

    [Theory]
    [InlineData(-1, "-1.0", "#3B4CC0")]
    [InlineData(-0.25, "-0.2", null)]
    [InlineData(0, "0.0", "#85808A")]
    [InlineData(0.5, "+0.5", null)]
    [InlineData(1, "+1.0", "#B40426")]
    public void A_change_is_blue_where_worse_grey_where_none_and_red_where_better(double change, string label, string? color)
    {
        var one = CorrectnessClass.OfChange(change);
        Assert.Equal(label, one.Label);
        if (color is not null)
        {
            Assert.Equal(Color.FromHex(color), one.Color);
        }
        else
        {
            Assert.Equal(change > 0, one.Color.R > one.Color.B);
        }
    }

    static Mark Marked(double correctness) => new(0, 0, CorrectnessClass.Of(correctness));

    [Fact]
    public void Glyphs_differ_and_stay_near_one_unit()
    {
        IEnumerable<string> outlines = CorrectnessGlyphs.All.Select(glyph => glyph.ToSvgPathData());
        Assert.Equal(CorrectnessClass.Count, outlines.Distinct().Count());
        Assert.All(CorrectnessGlyphs.All, glyph =>
        {
            Assert.InRange(glyph.TightBounds.Width, 0.85, 1.35);
            Assert.InRange(glyph.TightBounds.Height, 0.85, 1.35);
        });
    }
}
