using TrainingDynamics.Dashboard.Pages;

namespace TrainingDynamics.Dashboard.Keys;

/// <summary>
/// All keys. The dashboard obeys it, prints it as its help and in the status bar, and a test holds the README to it; a key
/// that is not here does nothing.
/// </summary>
static class KeyTable
{
    /// <summary>In the order of the help screen; of a page's keys the first with labels are in the status bar.</summary>
    public static IReadOnlyList<KeyBinding> All { get; } =
    [
        new("1", null, "run: progress, curves, dev metrics, log"),
        new("2", null, "map: confidence against variability"),
        new("3", null, "histograms of the metrics"),
        new("4", null, "examples: a table of the selection or of all"),
        new("5", null, "compare with another run"),
        new("6", null, "runs below a folder"),
        new("Tab", null, "next page"),
        new("Shift+Tab", null, "page before"),
        new("<", null, "one epoch less in map, histograms and examples"),
        new(">", null, "one epoch more; after the last: follow the run"),
        new(" ", null, "play the epochs, or stop"),
        new("e", null, "export the data map as PNG, SVG or PDF", "export"),
        new("p", null, "pause the training between two batches, or go on", "pause"),
        new("s", null, "stop the training: after the epoch, again: at the next batch, again: at once", "stop"),
        new("?", null, "this help", "help"),
        new("Ctrl+L", null, "repaint the screen"),
        new("Esc", null, "close what is open over the page"),
        new("q", null, "leave; where training runs in this process: stop as s does", "quit"),
        new("Ctrl+C", null, "as q"),

        new("l", PageId.Run, "log alone, or beside the curves", "log"),
        new("CursorUp", PageId.Run, "older lines of the log"),
        new("CursorDown", PageId.Run, "newer lines of the log"),

        new("CursorUp", PageId.Runs, "run above"),
        new("CursorDown", PageId.Runs, "run below"),
        new("Enter", PageId.Runs, "show this run", "open"),
        new("c", PageId.Runs, "compare the shown run with this one", "compare"),
    ];

    /// <summary>The keys of a page alone.</summary>
    public static IEnumerable<KeyBinding> Of(PageId page) => All.Where(binding => binding.Page == page);

    /// <summary>What the status bar shows: the page's keys that have labels, then those that work everywhere.</summary>
    public static IEnumerable<KeyBinding> StatusBar(PageId page) =>
        Of(page).Concat(All.Where(binding => binding.Page is null)).Where(binding => binding.Label.Length > 0);

    /// <summary>True when the page has a meaning of its own for the key.</summary>
    public static bool IsOf(PageId page, string key) => All.Any(binding => binding.Page == page && binding.Key == key);

    /// <summary>True when the key works everywhere.</summary>
    public static bool IsGlobal(string key) => All.Any(binding => binding.Page is null && binding.Key == key);
}
