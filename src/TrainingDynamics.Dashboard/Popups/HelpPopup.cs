using TrainingDynamics.Dashboard.Keys;

namespace TrainingDynamics.Dashboard.Popups;

/// <summary>The key table as a screen.</summary>
/// <param name="Page">The page whose keys come first.</param>
/// <param name="Top">The first line shown, from 0.</param>
sealed record HelpPopup(PageId Page, int Top = 0) : IPopup
{
    public string Title => "keys";

    public PopupTurn Press(string key, Snapshot snapshot, Choices choices)
    {
        var last = Table(Page).Count - 1;
        return key switch
        {
            "CursorDown" => new(this with { Top = Math.Min(last, Top + 1) }),
            "PageDown" => new(this with { Top = Math.Min(last, Top + 10) }),
            "CursorUp" => new(this with { Top = Math.Max(0, Top - 1) }),
            "PageUp" => new(this with { Top = Math.Max(0, Top - 10) }),
            "Home" => new(this with { Top = 0 }),
            "End" => new(this with { Top = last }),
            _ => new(null),
        };
    }

    public IReadOnlyList<(string Text, Ink Ink)> Lines(Snapshot snapshot) => [.. Table(Page).Skip(Top)];

    static List<(string Text, Ink Ink)> Table(PageId page)
    {
        var lines = new List<(string Text, Ink Ink)>();
        void Add(string title, IEnumerable<KeyBinding> bindings)
        {
            var rows = bindings.Select(binding => ($"{binding.Shown,-8} {binding.Does}", Ink.Plain)).ToList();
            if (rows.Count > 0)
            {
                lines.AddRange([.. lines.Count > 0 ? [("", Ink.Plain)] : Array.Empty<(string, Ink)>(), (title, Ink.Strong), .. rows]);
            }
        }

        Add($"on the page {page}", KeyTable.Of(page));
        Add("everywhere", KeyTable.All.Where(binding => binding.Page is null));
        foreach (var other in Enum.GetValues<PageId>().Where(other => other != page))
        {
            Add($"on the page {other}", KeyTable.Of(other));
        }

        return lines;
    }
}
