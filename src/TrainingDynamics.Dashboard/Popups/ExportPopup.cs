using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Dashboard.Pages;

namespace TrainingDynamics.Dashboard.Popups;

/// <summary>Asks as what the data map is to be saved.</summary>
sealed record ExportPopup : IPopup
{
    static readonly (string Key, string Extension, string Means)[] Formats =
    [
        ("p", ".png", "PNG, for a page or a slide"),
        ("s", ".svg", "SVG, to edit"),
        ("d", ".pdf", "PDF, for a paper"),
    ];

    /// <inheritdoc/>
    public string Title => "export the data map";

    /// <inheritdoc/>
    public PopupTurn Press(string key, Snapshot snapshot, Choices choices)
    {
        var pressed = Formats.FirstOrDefault(format => format.Key == key);
        return pressed.Key is null ? new(this) : new(null, new Request.ExportMap(pressed.Extension, choices.EpochsShown));
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Text, Ink Ink)> Lines(Snapshot snapshot) =>
        [.. Formats.Select(format => ($"{format.Key}  {format.Means}", Ink.Plain)), ("", Ink.Plain), ("Esc  not now", Ink.Dim)];

    /// <inheritdoc/>
    public string? KeyOf(int line) => line < Formats.Length ? Formats[line].Key : line == Formats.Length + 1 ? "Esc" : null;
}
