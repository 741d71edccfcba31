using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Dashboard.Pages.Histograms;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class HistogramsPageTests
{
    static readonly Snapshot Run = new MadeUpRun().Snapshot();

    static DashboardState Press(DashboardState state, params string[] keys) => keys.Aggregate(state, (after, key) => after.Press(key));

    static DashboardState Begin => DashboardState.Begin(Run, PageId.Histograms);

    static HistogramsPage Page(DashboardState state) => (HistogramsPage)state.Pages.Single(page => page.Id == PageId.Histograms);

    [Fact]
    public void A_bar_selects_its_examples()
    {
        var state = Press(Begin, "CursorUp", "CursorRight", "CursorRight", "CursorRight", "Enter");
        var metrics = Run.Data!.Metrics(5);
        Assert.Equal(PageId.Examples, state.Current);
        Assert.Equal("forgetfulness never", state.Choices.SelectionName);
        Assert.Equal(Enumerable.Range(0, 300).Where(row => metrics.Correctness[row] == 0), state.Choices.Selection!.Value);
    }

    [Fact]
    public void Another_metric_is_wished_for_until_it_is_computed()
    {
        var asked = Press(Begin, "o");
        Assert.Equal([new MetricWish("aum", 5)], asked.Wishes);
        Assert.Contains("computing from the logs", Screen.Draw(asked, 80, 30).ToText(), StringComparison.Ordinal);
        Assert.Equal([new MetricWish("aum", 4)], Press(asked, "<").Wishes);
        var known = asked.After(Run with { Metrics = [new MetricValues("aum", 5, [.. Enumerable.Range(0, 300).Select(row => row / 100.0)])] });
        var screen = Screen.Draw(known, 80, 30).ToText();
        Assert.DoesNotContain("computing", screen, StringComparison.Ordinal);
        Assert.Contains("aum 0 to 0.2: 20 examples, 6.7 %", screen, StringComparison.Ordinal);
        Assert.Contains("computing", Screen.Draw(Press(known, "<"), 80, 30).ToText(), StringComparison.Ordinal);
        Assert.Empty(Press(known, "Esc").Wishes);
        Assert.Equal(MetricValues.Names[^1], Press(Begin, "O").Choices.Metric);
    }

    [Fact]
    public void The_arrows_stay_within_the_bars()
    {
        var right = Press(Begin, [.. Enumerable.Repeat("CursorRight", 50)]);
        Assert.Equal(19, Page(right).Bar);
        Assert.Equal(0, Page(Press(right, [.. Enumerable.Repeat("CursorLeft", 50)])).Bar);
        Assert.Equal((1, 0), (Page(Press(right, "CursorDown")).Focus, Page(Press(right, "CursorDown")).Bar));
    }
}
