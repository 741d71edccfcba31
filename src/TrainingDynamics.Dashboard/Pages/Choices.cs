using System.Collections.Immutable;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>What the user has chosen and every page follows.</summary>
sealed record Choices
{
    /// <summary>The first epochs that maps, histograms and tables use, from 1; null: all there are, also those to come.</summary>
    public int? EpochsShown { get; init; }

    /// <summary>True while <see cref="EpochsShown"/> goes up by itself.</summary>
    public bool IsPlaying { get; init; }

    /// <summary>Rows of <see cref="Data.DynamicsData"/> that were selected on the map, ascending; null: no selection, all rows.</summary>
    public ImmutableArray<int>? Selection { get; init; }

    /// <summary>Where the selection is from, for headings: "box 0.2-0.4 × 0.1-0.5"; null without one.</summary>
    public string? SelectionName { get; init; }

    /// <summary>The metric that the histograms show beside the four, a name of <see cref="Data.MetricValues.Names"/>; null: none.</summary>
    public string? Metric { get; init; }

    /// <summary>Cells of the screen: by how much a key goes a page further.</summary>
    public (int Width, int Height) Size { get; init; } = (120, 36);

    /// <summary>The epochs to use of those that are finished; 0 when none is.</summary>
    public int Epochs(int finished) => Math.Clamp(EpochsShown ?? finished, Math.Min(1, finished), finished);
}
