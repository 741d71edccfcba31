using TrainingDynamics.Dashboard.Pages.Compare;
using TrainingDynamics.Dashboard.Pages.Examples;
using TrainingDynamics.Dashboard.Pages.Histograms;
using TrainingDynamics.Dashboard.Pages.Map;
using TrainingDynamics.Dashboard.Pages.Runs;

namespace TrainingDynamics.Dashboard.Pages;

static class PageSet
{
    /// <summary>Every page before any key, in the order of the tabs.</summary>
    public static ImmutableArray<IPage> Initial { get; } = [new RunPage(), new MapPage(), new HistogramsPage(), new ExamplesPage(), new ComparePage(), new RunsPage()];
}

/// <summary>The pages, in the order of their tabs; the number key of a page is its value.</summary>
enum PageId
{
    Run = 1,
    Map,
    Histograms,
    Examples,
    Compare,
    Runs,
}
