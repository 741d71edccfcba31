using System.Collections.Frozen;
using Terminal.Gui.Input;

namespace TrainingDynamics.Dashboard.Shell;

static class KeyNames
{
    static readonly FrozenSet<string> Named = FrozenSet.Create(
        "Ctrl+C", "Ctrl+L", "Ctrl+D", "Ctrl+R", "Ctrl+U",
        "CursorUp", "CursorDown", "CursorLeft", "CursorRight", "Shift+CursorUp", "Shift+CursorDown", "Shift+CursorLeft", "Shift+CursorRight",
        "PageUp", "PageDown", "Home", "End", "Enter", "Esc", "Tab", "Shift+Tab", "Backspace", "Delete");

    /// <summary>Null for keys that have no name and so no meaning.</summary>
    public static string? Of(Key key) => key switch
    {
        _ when key.ToString() is var name && Named.Contains(name) => name,
        { IsCtrl: true } or { IsAlt: true } => null,
        _ when key.TryGetPrintableRune(out var rune) => rune.ToString(),
        _ => null,
    };
}
