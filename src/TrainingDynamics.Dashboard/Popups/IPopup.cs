using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Pages;

namespace TrainingDynamics.Dashboard.Popups;

/// <summary>A box over the page that gets every key but Esc, which closes it; immutable.</summary>
interface IPopup
{
    string Title { get; }

    /// <summary>True when letters are typed into the box, so that none stands for another key.</summary>
    bool IsTyping => false;

    /// <summary>What a key does.</summary>
    PopupTurn Press(string key, Snapshot snapshot, Choices choices);

    /// <summary>What stands in the box, line by line.</summary>
    IReadOnlyList<(string Text, Ink Ink)> Lines(Snapshot snapshot);

    /// <summary>The key that a click on a line presses; null: none.</summary>
    /// <param name="line">From 0, as they are shown.</param>
    string? KeyOf(int line) => null;
}

/// <summary>What a key has led to.</summary>
/// <param name="Popup">The box after it; null: it is closed.</param>
/// <param name="Request">What the shell is to do; null: nothing.</param>
/// <param name="Message">For the status bar; null: none.</param>
sealed record PopupTurn(IPopup? Popup, Request? Request = null, string? Message = null);
