using System.Globalization;
using ScottPlot;

namespace TrainingDynamics.Charts.Tests;

public sealed class ChartThemeTests
{
    [Theory]
    [InlineData(0.47, 6, 0.1)]
    [InlineData(0.106, 6, 0.02)]
    [InlineData(11.5, 5, 5)]
    [InlineData(1, 4, 0.5)]
    public void RoundStep_is_the_finest_round_step_that_fits(double range, int ticks, double step) =>
        Assert.Equal(step, ChartTheme.RoundStep(range, ticks), precision: 12);

    [Fact]
    public void Ticks_have_a_point_under_every_culture_and_no_negative_zero()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            string[] labels = [.. Labels(ChartTheme.TicksEvery(0.1, 0, 0.35))];
            Assert.Equal(["0.0", "0.1", "0.2", "0.3"], labels);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Printable_is_one_line_of_letters_the_font_has() =>
        Assert.Equal("?? <b> ? Ωδ Жук é ?", ChartTheme.Printable(" 数据\n<b>  \u0001 Ωδ\tЖук é 😀"));

    [Fact]
    public void FittingSize_shrinks_a_long_title_to_the_room_and_leaves_a_short_one()
    {
        string title = new('m', 100);
        var size = ChartTheme.FittingSize(title, 25, 900);
        Assert.InRange(size, 5, 24);
        Assert.Equal(size, ChartTheme.FittingSize(title, size, 901));
        Assert.Equal(25, ChartTheme.FittingSize("short", 25, 900));
    }

    static IEnumerable<string> Labels(ITickGenerator generator)
    {
        using var paint = Paint.NewDisposablePaint();
        generator.Regenerate(new CoordinateRange(-1, 1), Edge.Bottom, 100, paint, new LabelStyle());
        return generator.Ticks.Select(tick => tick.Label);
    }
}
