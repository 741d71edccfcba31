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

    /// <summary>True: another process's training can be paused and stopped from here; false: it is only shown.</summary>
    public bool Control { get; init; }

    /// <summary>Draw with ASCII only.</summary>
    public bool Ascii { get; init; }

    /// <summary>No colours.</summary>
    public bool NoColor { get; init; }

    /// <summary>Colours for a light background, whatever the terminal says.</summary>
    public bool Light { get; init; }

    /// <summary>The colours that the terminal is given, where it gets any.</summary>
    public ColorDepth Colors { get; init; } = ColorDepth.Indexed;

    /// <summary>False leaves the mouse to the terminal.</summary>
    public bool Mouse { get; init; } = true;

    /// <summary>True keeps the screen after the training of this process has ended, until a key leaves it.</summary>
    public bool Stays { get; init; }

    /// <summary>The folder with other runs that the training of this process can be compared with; null: none.</summary>
    public string? OtherRuns { get; init; }

    /// <summary>Most redraws per second, in (0, 30].</summary>
    public double FramesPerSecond { get; init; } = 2;

    /// <summary>Gives what is known of the examples of a run folder; called on a thread of the dashboard. Null: no texts.</summary>
    public Func<string, ExampleSource>? Sources { get; init; }

    /// <summary>The colours that a terminal with this environment surely has.</summary>
    /// <param name="colorTerm"><c>COLORTERM</c>, which promises 24 bits by <c>truecolor</c> or <c>24bit</c>.</param>
    /// <param name="term"><c>TERM</c>.</param>
    public static ColorDepth ColorsOf(string? colorTerm, string? term) =>
        colorTerm?.ToLowerInvariant() is "truecolor" or "24bit" ? ColorDepth.True
        : term is "linux" ? ColorDepth.Sixteen
        : ColorDepth.Indexed;

    internal PageId? FirstPage => PageSet.Initial.FirstOrDefault(page => string.Equals(page.Title, Page, StringComparison.OrdinalIgnoreCase))?.Id;

    internal Settings Settings(DashboardMode mode) => new(mode, Ascii, !NoColor, Light, FramesPerSecond, Colors, Stays);
}

/// <summary>What is known of a run's examples besides its logs. Both functions may read files at their first call.</summary>
/// <param name="TextOf">The text that a person reads; empty where there is none.</param>
/// <param name="PlaceOf">
/// Where the example stands in its file, as <c>train.csv:128</c> or <c>train.parquet row 127</c>; empty where it is not known.
/// </param>
public sealed record ExampleSource(Func<ExampleGuid, string> TextOf, Func<ExampleGuid, string> PlaceOf);
