namespace TrainingDynamics.Dashboard.Popups;

/// <summary>A box over the page that gets every key but Esc, which closes it; immutable.</summary>
interface IPopup
{
    string Title { get; }

    /// <summary>True when letters are typed into the box, so that none stands for another key.</summary>
    bool IsTyping => false;

    PopupTurn Press(string key, Snapshot snapshot, Choices choices);

    IReadOnlyList<(string Text, Ink Ink)> Lines(Snapshot snapshot);

    /// <summary>The key that a click on a shown line, counted from 0, presses; null: none.</summary>
    string? KeyOf(int line) => null;
}

/// <summary>The effect of a key.</summary>
/// <param name="Popup">The box after it; null: it is closed.</param>
/// <param name="Request">What the shell should do; null: nothing.</param>
/// <param name="Message">For the status bar; null: none.</param>
sealed record PopupTurn(IPopup? Popup, Request? Request = null, string? Message = null);
