namespace TrainingDynamics.Dashboard.Pages;

sealed record Choices
{
    /// <summary>Number of first epochs that maps, histograms and tables use; null: all, also those to come.</summary>
    public int? EpochsShown { get; init; }

    /// <summary>True while <see cref="EpochsShown"/> increases by itself.</summary>
    public bool IsPlaying { get; init; }

    /// <summary>Rows of <see cref="DynamicsData"/> that were selected on the map, ascending; null: all rows.</summary>
    public ImmutableArray<int>? Selection { get; init; }

    /// <summary>The origin of the selection, for headings: "box 0.2-0.4 × 0.1-0.5"; null without one.</summary>
    public string? SelectionName { get; init; }

    /// <summary>The metric that the histograms show beside the four, one of <see cref="MetricValues.Names"/>; null: none.</summary>
    public string? Metric { get; init; }

    /// <summary>Cells of the screen: they decide how far a page key goes.</summary>
    public (int Width, int Height) Size { get; init; } = (120, 36);

    /// <summary>Number of epochs to use of those that are finished; 0 when none is.</summary>
    public int Epochs(int finished) => Math.Clamp(EpochsShown ?? finished, Math.Min(1, finished), finished);
}
