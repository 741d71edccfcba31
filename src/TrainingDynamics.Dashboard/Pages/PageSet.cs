using System.Collections.Immutable;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>The pages there are.</summary>
static class PageSet
{
    /// <summary>Every page before any key, in the order of the tabs.</summary>
    public static ImmutableArray<IPage> Initial { get; } = [new RunPage(), new RunsPage()];
}
