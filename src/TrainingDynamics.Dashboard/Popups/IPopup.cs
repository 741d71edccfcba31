using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Pages;

namespace TrainingDynamics.Dashboard.Popups;

/// <summary>A box over the page that gets every key but Esc, which closes it; immutable.</summary>
interface IPopup
{
    string Title { get; }

    /// <summary>The popup after the key, null when that closes it, and what the shell is to do.</summary>
    (IPopup? Popup, Request? Request) Press(string key, Snapshot snapshot, Choices choices);

    /// <summary>What stands in the box, line by line.</summary>
    IReadOnlyList<(string Text, Ink Ink)> Lines(Snapshot snapshot);
}
