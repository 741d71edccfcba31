namespace TrainingDynamics.Dashboard.Popups;

/// <summary>Asks for the format of the saved data map.</summary>
sealed record ExportPopup : IPopup
{
    static readonly (string Key, string Extension, string Means)[] Formats =
    [
        ("p", ".png", "PNG, for a page or a slide"),
        ("s", ".svg", "SVG, to edit"),
        ("d", ".pdf", "PDF, for a paper"),
    ];

    public string Title => "export the data map";

    public PopupTurn Press(string key, Snapshot snapshot, Choices choices)
    {
        var pressed = Formats.FirstOrDefault(format => format.Key == key);
        return pressed.Key is null ? new(this) : new(null, new Request.ExportMap(pressed.Extension, choices.EpochsShown));
    }

    public IReadOnlyList<(string Text, Ink Ink)> Lines(Snapshot snapshot) =>
        [.. Formats.Select(format => ($"{format.Key}  {format.Means}", Ink.Plain)), ("", Ink.Plain), ("Esc  not now", Ink.Dim)];

    public string? KeyOf(int line) => line < Formats.Length ? Formats[line].Key : line == Formats.Length + 1 ? "Esc" : null;
}
