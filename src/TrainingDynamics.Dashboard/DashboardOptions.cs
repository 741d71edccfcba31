using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Pages;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard;

/// <summary>What a dashboard shows and how.</summary>
public sealed record DashboardOptions
{
    /// <summary>The names of the pages, in lower case, for <see cref="Page"/>.</summary>
    public static IReadOnlyList<string> PageNames { get; } = [.. PageSet.Initial.Select(page => page.Title.ToLowerInvariant())];

    /// <summary>Run folders, the first shown and a second compared with it, or folders of runs; at least one.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>One of <see cref="PageNames"/>; null: the run, or the list of runs where no run was given.</summary>
    public string? Page { get; init; }

    /// <summary>Another process's training can be paused and stopped from here; false: look only.</summary>
    public bool Control { get; init; }

    /// <summary>ASCII alone.</summary>
    public bool Ascii { get; init; }

    /// <summary>No colours.</summary>
    public bool NoColor { get; init; }

    /// <summary>Colours for a light background, whatever the terminal says.</summary>
    public bool Light { get; init; }

    /// <summary>At most so many redraws a second, in (0, 30].</summary>
    public double FramesPerSecond { get; init; } = 2;

    /// <summary>Of a run folder, gives the text of each example, empty where there is none; called on a thread of the dashboard's. Null: no texts.</summary>
    public Func<string, Func<ExampleGuid, string>>? Texts { get; init; }

    internal PageId? FirstPage => PageSet.Initial.FirstOrDefault(page => string.Equals(page.Title, Page, StringComparison.OrdinalIgnoreCase))?.Id;

    internal Settings Settings(DashboardMode mode) => new(mode, Ascii, !NoColor, Light, FramesPerSecond);
}
