using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Pages;

namespace TrainingDynamics.Dashboard.Popups;

/// <summary>Asks before the training of another process is ended.</summary>
sealed record StopPopup : IPopup
{
    /// <inheritdoc/>
    public string Title => "stop the training?";

    /// <inheritdoc/>
    public (IPopup? Popup, Request? Request) Press(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "e" => (null, new Request.Stop(1)),
        "b" => (null, new Request.Stop(2)),
        _ => (this, null),
    };

    /// <inheritdoc/>
    public IReadOnlyList<(string Text, Ink Ink)> Lines(Snapshot snapshot) =>
    [
        ("e  after this epoch, which is then kept", Ink.Plain),
        ("b  at the next batch; this epoch is dropped", Ink.Plain),
        ("", Ink.Plain),
        (StopLadder.Kept(snapshot), Ink.Strong),
        ("", Ink.Plain),
        ("Esc  let it train", Ink.Dim),
    ];
}
