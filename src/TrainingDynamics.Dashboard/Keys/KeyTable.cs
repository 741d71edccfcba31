namespace TrainingDynamics.Dashboard.Keys;

/// <summary>
/// All keys. The dashboard obeys this table and shows it as help and in the status bar; a test keeps <c>docs/dashboard.md</c> equal to it. A key
/// that is not in it does nothing.
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
        new("<", null, "one epoch less in map, histograms, examples and compare"),
        new(">", null, "one epoch more; after the last: follow the run"),
        new(" ", null, "play the epochs, or stop"),
        new("e", null, "export the data map as PNG, SVG or PDF", "export"),
        new("p", null, "pause the training: type pause and Enter; go and Enter go on", "pause"),
        new("s", null, "stop the training: type epoch or stop and Enter", "stop"),
        new("?", null, "this help", "help"),
        new("Ctrl+L", null, "repaint the screen"),
        new("Esc", null, "close what is open over the page"),
        new("q", null, "leave; while training runs in this process: as s", "quit"),
        new("Ctrl+C", null, "leave; training in this process ends: after the epoch, next batch, at once"),

        new("v", PageId.Run, "next view: all, curves, epochs, log, classes", "view"),
        new("CursorLeft", PageId.Run, "cross-hair to the step before, with its values; among the classes: columns before"),
        new("CursorRight", PageId.Run, "cross-hair to the next step; among the classes: further columns"),
        new("CursorUp", PageId.Run, "older lines of the log; among the classes: those before"),
        new("CursorDown", PageId.Run, "newer lines of the log; among the classes: further ones"),

        new("CursorLeft", PageId.Map, "cross-hair left"),
        new("CursorRight", PageId.Map, "cross-hair right"),
        new("CursorUp", PageId.Map, "cross-hair up"),
        new("CursorDown", PageId.Map, "cross-hair down"),
        new("Home", PageId.Map, "five fields left"),
        new("End", PageId.Map, "five fields right"),
        new("PageUp", PageId.Map, "five fields up"),
        new("PageDown", PageId.Map, "five fields down"),
        new("Enter", PageId.Map, "select what is under the cross-hair or in the box, and show its table", "select"),
        new("b", PageId.Map, "begin a box at the cross-hair", "box"),
        new("z", PageId.Map, "zoom into the box or around the cross-hair", "zoom"),
        new("Z", PageId.Map, "show all again"),
        new("n", PageId.Map, "next example under the cross-hair", "next"),
        new("N", PageId.Map, "the example before"),
        new("t", PageId.Map, "that example's way over the epochs", "trail"),
        new("y", PageId.Map, "copy that example's guid and text to the terminal's clipboard"),
        new("d", PageId.Map, "dots, ASCII ramp or shapes", "look"),
        new("Esc", PageId.Map, "drop the box, the zoom, the selection"),

        new("CursorUp", PageId.Histograms, "histogram before"),
        new("CursorDown", PageId.Histograms, "next histogram"),
        new("CursorLeft", PageId.Histograms, "bar to the left"),
        new("CursorRight", PageId.Histograms, "bar to the right"),
        new("Enter", PageId.Histograms, "select the bar's examples, and show their table", "select"),
        new("o", PageId.Histograms, "one more metric, computed from the logs", "other metric"),
        new("O", PageId.Histograms, "the metric before"),
        new("y", PageId.Histograms, "logarithmic heights, or counts", "log"),
        new("z", PageId.Histograms, "this histogram alone, or all", "zoom"),
        new("Esc", PageId.Histograms, "all histograms; put the other metric away"),

        new("CursorUp", PageId.Examples, "row above; in an example: scroll up"),
        new("CursorDown", PageId.Examples, "row below; in an example: scroll down"),
        new("CursorLeft", PageId.Examples, "in an example: the one before"),
        new("CursorRight", PageId.Examples, "in an example: the next"),
        new("PageUp", PageId.Examples, "a page up"),
        new("PageDown", PageId.Examples, "a page down"),
        new("Home", PageId.Examples, "first row"),
        new("End", PageId.Examples, "last row"),
        new("Ctrl+D", PageId.Examples, "half a page down"),
        new("Ctrl+U", PageId.Examples, "half a page up"),
        new("n", PageId.Examples, "next match: the row below; in an example: the next"),
        new("N", PageId.Examples, "match before: the row above; in an example: the one before"),
        new("Enter", PageId.Examples, "open the example, or close it", "open"),
        new("/", PageId.Examples, "search: text, \"a phrase\", gold:negative conf<0.1 right<2 marked", "search"),
        new("Ctrl+R", PageId.Examples, "while a search is typed: a regular expression, or text"),
        new("o", PageId.Examples, "order by the next column", "order"),
        new("O", PageId.Examples, "turn the order round"),
        new("C", PageId.Examples, "order by confidence; again: turned round"),
        new("V", PageId.Examples, "order by variability; again: turned round"),
        new("R", PageId.Examples, "order by correctness; again: turned round"),
        new("L", PageId.Examples, "order by forgetting events; again: turned round"),
        new("r", PageId.Examples, "sort again, when an epoch has come in and the table waits"),
        new("f", PageId.Examples, "easy, ambiguous, hard, all", "region"),
        new("c", PageId.Examples, "next gold class, then all", "class"),
        new("m", PageId.Examples, "mark the example, or take the mark away", "mark"),
        new("v", PageId.Examples, "marked, unmarked, all"),
        new("y", PageId.Examples, "copy its guid and text to the terminal's clipboard"),
        new("x", PageId.Examples, "write the marked ones to marked_examples.csv of the run", "write marks"),
        new("Esc", PageId.Examples, "close the example; drop the search, the filters, the selection"),

        new("CursorLeft", PageId.Compare, "cross-hair left"),
        new("CursorRight", PageId.Compare, "cross-hair right"),
        new("CursorUp", PageId.Compare, "cross-hair up; on the movers: row above"),
        new("CursorDown", PageId.Compare, "cross-hair down; on the movers: row below"),
        new("Home", PageId.Compare, "five fields left"),
        new("End", PageId.Compare, "five fields right"),
        new("PageUp", PageId.Compare, "five fields up; on the movers: a page"),
        new("PageDown", PageId.Compare, "five fields down; on the movers: a page"),
        new("Enter", PageId.Compare, "select what is under the cross-hair or the mover, and show its table", "select"),
        new("r", PageId.Compare, "sort the movers again, when an epoch has come in and they wait"),
        new("f", PageId.Compare, "map, movers, regions", "next part"),
        new("d", PageId.Compare, "dots, ASCII ramp or shapes", "look"),
        new("Ctrl+D", PageId.Compare, "on the movers: half a page down"),
        new("Ctrl+U", PageId.Compare, "on the movers: half a page up"),
        new("n", PageId.Compare, "on the movers: row below"),
        new("N", PageId.Compare, "on the movers: row above"),

        new("CursorUp", PageId.Runs, "run above"),
        new("CursorDown", PageId.Runs, "run below"),
        new("Enter", PageId.Runs, "show this run", "open"),
        new("c", PageId.Runs, "compare the shown run with this one", "compare"),
        new("o", PageId.Runs, "order by name, state, epochs, dev metric, last seen", "order"),
        new("O", PageId.Runs, "turn the order round"),
        new("/", PageId.Runs, "search the names", "search"),
        new("Esc", PageId.Runs, "drop the search"),
    ];

    /// <summary>Keys for users of vim, and the keys they stand for where a page gives them no other meaning.</summary>
    public static IReadOnlyList<(string Key, string Means)> Aliases { get; } =
    [
        ("k", "CursorUp"), ("j", "CursorDown"), ("h", "CursorLeft"), ("l", "CursorRight"),
        ("g", "Home"), ("G", "End"), ("Ctrl+U", "PageUp"), ("Ctrl+D", "PageDown"),
    ];

    /// <summary>The key that a key stands for on a page; most stand for themselves.</summary>
    public static string Meant(string key, PageId page) =>
        !IsOf(page, key) && Aliases.FirstOrDefault(alias => alias.Key == key).Means is { } means ? means : key;

    public static IEnumerable<KeyBinding> Of(PageId page) => All.Where(binding => binding.Page == page);

    /// <summary>
    /// The keys in the status bar, the most needed last, where nothing pushes them out: the page's keys that have labels, then those that work
    /// everywhere, without pause and stop where they would be refused.
    /// </summary>
    public static IReadOnlyList<KeyBinding> StatusBar(PageId page, bool canControl) =>
        [.. Of(page).Concat(All.Where(binding => binding.Page is null)).Where(binding => binding.Label.Length > 0 && (canControl || binding.Key is not ("p" or "s")))];

    public static bool IsOf(PageId page, string key) => All.Any(binding => binding.Page == page && binding.Key == key);

    public static bool IsGlobal(string key) => All.Any(binding => binding.Page is null && binding.Key == key);
}

/// <summary>One key.</summary>
/// <param name="Key">Its name: the character, or <c>Enter</c>, <c>Esc</c>, <c>Tab</c>, <c>CursorUp</c>, <c>PageDown</c>, <c>Ctrl+L</c>, …</param>
/// <param name="Page">Where it works; null: everywhere.</param>
/// <param name="Does">What it does, in one line of the help screen.</param>
/// <param name="Label">One or two words for the status bar; empty: not shown there.</param>
sealed record KeyBinding(string Key, PageId? Page, string Does, string Label = "")
{
    /// <summary>The key as a person reads it, with the letter that stands for it.</summary>
    public string Shown => Page is { } page && KeyTable.Aliases.FirstOrDefault(alias => alias.Means == Key && KeyTable.Meant(alias.Key, page) == Key).Key is { } alias
        ? $"{Name} {alias.Replace("Ctrl+", "^", StringComparison.Ordinal)}"
        : Name;

    string Name => Key switch
    {
        " " => "Space",
        "CursorUp" => "↑",
        "CursorDown" => "↓",
        "CursorLeft" => "←",
        "CursorRight" => "→",
        "PageUp" => "PgUp",
        "PageDown" => "PgDn",
        "Shift+Tab" => "⇧Tab",
        _ => Key,
    };
}
