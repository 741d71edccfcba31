using TrainingDynamics.Dashboard.Pages;

namespace TrainingDynamics.Dashboard.Keys;

/// <summary>One key.</summary>
/// <param name="Key">Its name: the character, or <c>Enter</c>, <c>Esc</c>, <c>Tab</c>, <c>CursorUp</c>, <c>PageDown</c>, <c>Ctrl+L</c>, …</param>
/// <param name="Page">Where it works; null: everywhere.</param>
/// <param name="Does">For the help screen: what it does, in one line.</param>
/// <param name="Label">For the status bar: one or two words; empty: not shown there.</param>
sealed record KeyBinding(string Key, PageId? Page, string Does, string Label = "")
{
    /// <summary>The key as a person reads it, and the letter that stands for it.</summary>
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
