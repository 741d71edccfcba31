using System.Text;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>A table of the selection or of all, and one example in full.</summary>
sealed record ExamplesPage : IPage
{
    const int LongestSearch = 200;

    /// <inheritdoc/>
    public PageId Id => PageId.Examples;

    /// <inheritdoc/>
    public string Title => "Examples";

    /// <inheritdoc/>
    public bool IsTyping => Typed is not null;

    /// <summary>Filters and order.</summary>
    public TableQuery Query { get; init; } = new();

    /// <summary>The place in the table that the cursor is on, from 0; counted from the last where there are less.</summary>
    public int Cursor { get; init; }

    /// <summary>A search in the making; null: none.</summary>
    public string? Typed { get; init; }

    /// <summary>True when the example under the cursor is shown in full.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Lines of the open example that are scrolled away.</summary>
    public int Scrolled { get; init; }

    RowsMemo Memo { get; init; } = new();

    /// <summary>The table's rows, as rows of the data.</summary>
    public int[] Rows(Snapshot snapshot, Choices choices) => Memo.Of(snapshot, choices, Query);

    /// <summary>The cursor's place among so many rows; -1 where there is none.</summary>
    public int Place(int rows) => Math.Min(Cursor, rows - 1);

    /// <inheritdoc/>
    public Turn Press(string key, Snapshot snapshot, Choices choices) =>
        Typed is { } typed ? Type(key, typed, choices)
        : IsOpen ? PressOpen(key, snapshot, choices)
        : PressTable(key, snapshot, choices);

    /// <inheritdoc/>
    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        var rows = Rows(snapshot, choices);
        if (snapshot.Data is not { } data)
        {
            NoEpoch.Draw(canvas, area, snapshot, "The table of examples appears");
        }
        else if (IsOpen && rows.Length > 0)
        {
            new ExampleDrawing(canvas, snapshot, choices, data, rows[Place(rows.Length)], Scrolled).Draw(area);
        }
        else
        {
            new TableDrawing(this, canvas, snapshot, choices, data, rows).Draw(area);
        }
    }

    Turn PressTable(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "CursorUp" => Moved(-1, snapshot, choices),
        "CursorDown" => Moved(1, snapshot, choices),
        "PageUp" => Moved(-TableDrawing.RowsOn(choices.Size.Height), snapshot, choices),
        "PageDown" => Moved(TableDrawing.RowsOn(choices.Size.Height), snapshot, choices),
        "Home" => new(this with { Cursor = 0 }, choices),
        "End" => new(this with { Cursor = Math.Max(0, Rows(snapshot, choices).Length - 1) }, choices),
        "o" => Asked(Query with { Sort = (SortColumn)(((int)Query.Sort + 1) % Enum.GetValues<SortColumn>().Length) }, choices),
        "O" => Asked(Query with { Descending = !Query.Descending }, choices),
        "f" => Asked(Query with { Region = Query.Region switch { Region.None => Region.Easy, Region.Hard => Region.None, var region => (Region)((int)region * 2) } }, choices),
        "c" => Asked(Query with { Gold = Query.Gold is { } gold ? gold + 1 < snapshot.Data?.Classes ? gold + 1 : null : 0 }, choices),
        "v" => Asked(Query with { Marks = (MarkFilter)(((int)Query.Marks + 1) % Enum.GetValues<MarkFilter>().Length) }, choices),
        "/" => new(this with { Typed = Query.Search }, choices),
        "m" => Marked(snapshot, choices),
        "x" => Exported(snapshot, choices),
        "Enter" => Opened(Cursor, snapshot, choices),
        "Esc" => Back(choices),
        _ => new(this, choices),
    };

    Turn PressOpen(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "Esc" or "Enter" => new(this with { IsOpen = false, Scrolled = 0 }, choices),
        "CursorLeft" => Opened(Cursor - 1, snapshot, choices),
        "CursorRight" => Opened(Cursor + 1, snapshot, choices),
        "CursorUp" => new(this with { Scrolled = Math.Max(0, Scrolled - 1) }, choices),
        "CursorDown" => new(this with { Scrolled = Scrolled + 1 }, choices),
        "m" => Marked(snapshot, choices),
        "x" => Exported(snapshot, choices),
        _ => new(this, choices),
    };

    Turn Type(string key, string typed, Choices choices) => key switch
    {
        "Enter" => Asked(Query with { Search = typed }, choices) with { Page = this with { Typed = null, Cursor = 0, Query = Query with { Search = typed } } },
        "Esc" => new(this with { Typed = null }, choices),
        "Backspace" => new(this with { Typed = typed[..^LastLength(typed)] }, choices),
        _ when typed.Length < LongestSearch && key.EnumerateRunes().Count() == 1 && !Rune.IsControl(key.EnumerateRunes().First()) =>
            new(this with { Typed = typed + key }, choices),
        _ => new(this, choices),
    };

    static int LastLength(string typed) => typed.Length >= 2 && char.IsSurrogatePair(typed[^2], typed[^1]) ? 2 : Math.Min(1, typed.Length);

    Turn Asked(TableQuery query, Choices choices) => new(this with { Query = query, Cursor = 0 }, choices);

    Turn Moved(int step, Snapshot snapshot, Choices choices)
    {
        var rows = Rows(snapshot, choices).Length;
        return new(this with { Cursor = Math.Clamp(Place(rows) + step, 0, Math.Max(0, rows - 1)) }, choices);
    }

    Turn Opened(int place, Snapshot snapshot, Choices choices)
    {
        var rows = Rows(snapshot, choices);
        if (rows.Length == 0)
        {
            return new(this, choices, Message: "the table is empty");
        }

        var at = Math.Clamp(place, 0, rows.Length - 1);
        return new(this with { IsOpen = true, Cursor = at, Scrolled = 0 }, choices, new Request.OpenExample(snapshot.Data!.Guids[rows[at]]));
    }

    Turn Marked(Snapshot snapshot, Choices choices)
    {
        var rows = Rows(snapshot, choices);
        if (rows.Length == 0)
        {
            return new(this, choices);
        }

        var guid = snapshot.Data!.Guids[rows[Place(rows.Length)]];
        return new(this, choices, new Request.Mark(guid, !snapshot.Marks.Contains(guid)));
    }

    Turn Exported(Snapshot snapshot, Choices choices) => snapshot.Marks.IsEmpty
        ? new(this, choices, Message: "nothing is marked; m marks the example under the cursor")
        : new(this, choices, new Request.ExportMarks(choices.EpochsShown));

    // The innermost narrowing goes first.
    Turn Back(Choices choices) =>
        Query.Search.Length > 0 ? Asked(Query with { Search = "" }, choices)
        : Query is not { Region: Region.None, Gold: null, Marks: MarkFilter.All } ? Asked(Query with { Region = Region.None, Gold = null, Marks = MarkFilter.All }, choices)
        : choices.Selection is null ? new(this, choices)
        : new(this with { Cursor = 0 }, choices with { Selection = null, SelectionName = null }, Message: "all examples again");
}
