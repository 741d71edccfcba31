using Terminal.Gui.Input;

namespace TrainingDynamics.Dashboard.Shell;

/// <summary>Names a terminal's key as in the key table.</summary>
static class KeyNames
{
    /// <summary>Null for keys that have no name and so no meaning.</summary>
    public static string? Of(Key key) => key switch
    {
        _ when key == Key.C.WithCtrl => "Ctrl+C",
        _ when key == Key.L.WithCtrl => "Ctrl+L",
        _ when key == Key.D.WithCtrl => "Ctrl+D",
        _ when key == Key.R.WithCtrl => "Ctrl+R",
        _ when key == Key.U.WithCtrl => "Ctrl+U",
        _ when key == Key.CursorUp => "CursorUp",
        _ when key == Key.CursorDown => "CursorDown",
        _ when key == Key.CursorLeft => "CursorLeft",
        _ when key == Key.CursorRight => "CursorRight",
        _ when key == Key.CursorUp.WithShift => "Shift+CursorUp",
        _ when key == Key.CursorDown.WithShift => "Shift+CursorDown",
        _ when key == Key.CursorLeft.WithShift => "Shift+CursorLeft",
        _ when key == Key.CursorRight.WithShift => "Shift+CursorRight",
        _ when key == Key.PageUp => "PageUp",
        _ when key == Key.PageDown => "PageDown",
        _ when key == Key.Home => "Home",
        _ when key == Key.End => "End",
        _ when key == Key.Enter => "Enter",
        _ when key == Key.Esc => "Esc",
        _ when key == Key.Tab => "Tab",
        _ when key == Key.Tab.WithShift => "Shift+Tab",
        _ when key == Key.Backspace => "Backspace",
        _ when key == Key.Delete => "Delete",
        { IsCtrl: true } or { IsAlt: true } => null,
        _ when key.TryGetPrintableRune(out var rune) => rune.ToString(),
        _ => null,
    };
}
