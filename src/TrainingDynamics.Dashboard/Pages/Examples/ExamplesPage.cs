namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>A table of the selection or of all examples, and one example in full.</summary>
sealed record ExamplesPage : IPage
{
    const int OpenLeap = 5;

    public PageId Id => PageId.Examples;

    public string Title => "Examples";

    public bool IsTyping => Typed is not null;

    public TableQuery Query { get; init; } = new();

    public ListCursor Cursor { get; init; }

    /// <summary>Number of epochs that the table is sorted and filtered by while newer ones wait for <c>r</c>; null: all shown.</summary>
    public int? SortedBy { get; init; }

    /// <summary>The search that is being typed; null: none.</summary>
    public string? Typed { get; init; }

    public bool IsRegex { get; init; }

    public string? Hint => IsTyping ? SearchField.Hint : null;

    /// <summary>True when the example under the cursor is shown in full.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Lines of the open example that are scrolled away.</summary>
    public int Scrolled { get; init; }

    RowsMemo Memo { get; init; } = new();

    /// <summary>The table's rows, as rows of the data.</summary>
    public int[] Rows(Snapshot snapshot, Choices choices) => Memo.Of(snapshot, choices, Query, SortedEpochs(snapshot, choices));

    /// <summary>The cursor's place among the rows; -1 where there is none.</summary>
    public int Place(Snapshot snapshot, Choices choices)
    {
        var rows = Rows(snapshot, choices);
        return snapshot.Data is { } data ? Cursor.In(rows.Length, guid => Memo.PlaceOf(guid, data)) : -1;
    }

    /// <summary>The row of the data that is shown in full; null: the table is shown.</summary>
    public int? OpenRow(Snapshot snapshot) =>
        IsOpen && Cursor.At is { } guid && snapshot.Data?.RowOf(guid) is >= 0 and var row ? row : null;

    /// <summary>True when an epoch has arrived that the table is not sorted by.</summary>
    public bool IsWaiting(Snapshot snapshot, Choices choices) => SortedEpochs(snapshot, choices) < choices.Epochs(snapshot.Data?.Epochs.Length ?? 0);

    int SortedEpochs(Snapshot snapshot, Choices choices) =>
        choices.Epochs(snapshot.Data?.Epochs.Length ?? 0) is var shown && SortedBy is { } held && held < shown ? held : shown;

    public IEnumerable<MetricWish> Wishes(Snapshot snapshot, Choices choices) =>
        snapshot.Data is null || Query.Search is not { } search ? [] : search.Metrics.Select(name => new MetricWish(name, SortedEpochs(snapshot, choices)));

    public IPage Sorted() => this with { SortedBy = null };

    public (IPage Page, Request? Request) Follow(Snapshot before, Snapshot after, Choices choices, bool isShown)
    {
        if (before.Data is not { } known || after.Data is not { } data || known.Guids != data.Guids || before.IsReading)
        {
            return (Sorted(), null);
        }

        var trace = OpenRow(after) is { } row ? new Request.OpenExample(data.Guids[row]) : null;
        if (!isShown || choices.EpochsShown is not null || data.Epochs.Length == known.Epochs.Length)
        {
            return (this, trace);
        }

        var (held, place) = (Rows(before, choices), Place(before, choices));
        var fresh = TableRows.Of(after, data.Metrics(data.Epochs.Length), choices.Selection, Query);
        return (
            this with
            {
                SortedBy = held.AsSpan().SequenceEqual(fresh) ? null : SortedBy ?? known.Epochs.Length,
                Cursor = place < 0 || IsOpen ? Cursor : Cursor.On(place, data.Guids[held[place]]),
            },
            trace);
    }

    public Turn Press(string key, Snapshot snapshot, Choices choices) =>
        Typed is { } typed ? Type(key, typed, snapshot, choices)
        : OpenRow(snapshot) is not null ? PressOpen(key, snapshot, choices)
        : PressTable(key, snapshot, choices);

    public Turn? Point(MouseAct act, Zone? zone, Snapshot snapshot, Choices choices) => zone switch
    {
        Zone.ExampleHead head when act.IsClick => Ordered(head.Column, choices),
        Zone.Row row when act.Kind == MouseKind.Click => Clicked(row.Place, snapshot, choices),
        Zone.Row row when act.Kind == MouseKind.DoubleClick => Opened(row.Place, snapshot, choices),
        _ when act.Lines != 0 && OpenRow(snapshot) is null => Moved(act.Lines, snapshot, choices),
        _ => IPage.Wheel(this, act, snapshot, choices),
    };

    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        if (snapshot.Data is not { } data)
        {
            NoEpoch.Draw(canvas, area, snapshot, "The table of examples appears");
        }
        else if (OpenRow(snapshot) is { } row)
        {
            new ExampleDrawing(canvas, snapshot, choices, data, row, Scrolled).Draw(area);
        }
        else
        {
            new TableDrawing(this, canvas, snapshot, choices, data).Draw(area);
        }
    }

    Turn PressTable(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "CursorUp" or "N" => Moved(-1, snapshot, choices),
        "CursorDown" or "n" => Moved(1, snapshot, choices),
        "Ctrl+U" => Moved(-Math.Max(1, TableDrawing.RowsOn(choices.Size.Height) / 2), snapshot, choices),
        "Ctrl+D" => Moved(Math.Max(1, TableDrawing.RowsOn(choices.Size.Height) / 2), snapshot, choices),
        "PageUp" => Moved(-TableDrawing.RowsOn(choices.Size.Height), snapshot, choices),
        "PageDown" => Moved(TableDrawing.RowsOn(choices.Size.Height), snapshot, choices),
        "Home" => new(this with { Cursor = default }, choices),
        "End" => Moved(Rows(snapshot, choices).Length, snapshot, choices),
        "r" => new(Sorted(), choices),
        "o" => Asked(Query with { Sort = (SortColumn)(((int)Query.Sort + 1) % Enum.GetValues<SortColumn>().Length) }, choices),
        "O" => Asked(Query with { Descending = !Query.Descending }, choices),
        "f" => Asked(Query with { Region = RegionAfter(Query.Region, SortedEpochs(snapshot, choices)) }, choices),
        "c" => Asked(Query with { Gold = Query.Gold is { } gold ? gold + 1 < snapshot.Data?.Classes ? gold + 1 : null : 0 }, choices),
        "v" => Asked(Query with { Marks = (MarkFilter)(((int)Query.Marks + 1) % Enum.GetValues<MarkFilter>().Length) }, choices),
        "C" => Ordered(SortColumn.Confidence, choices),
        "V" => Ordered(SortColumn.Variability, choices),
        "R" => Ordered(SortColumn.Correctness, choices),
        "L" => Ordered(SortColumn.Forgetfulness, choices),
        "/" => new(this with { Typed = Query.Search?.Text ?? "" }, choices),
        "m" => Marked(snapshot, choices),
        "y" => Copied(snapshot, choices),
        "x" => Exported(snapshot, choices),
        "Enter" => Opened(Place(snapshot, choices), snapshot, choices),
        "Esc" => Back(choices),
        _ => new(this, choices),
    };

    Turn PressOpen(string key, Snapshot snapshot, Choices choices) => key switch
    {
        "Esc" or "Enter" => new(this with { IsOpen = false, Scrolled = 0 }, choices),
        "CursorLeft" or "N" => Opened(Place(snapshot, choices) - 1, snapshot, choices),
        "CursorRight" or "n" => Opened(Place(snapshot, choices) + (IsListed(snapshot, choices) ? 1 : 0), snapshot, choices),
        "CursorUp" => new(this with { Scrolled = Math.Max(0, Scrolled - 1) }, choices),
        "CursorDown" => new(this with { Scrolled = Scrolled + 1 }, choices),
        "PageUp" or "Ctrl+U" => new(this with { Scrolled = Math.Max(0, Scrolled - OpenLeap) }, choices),
        "PageDown" or "Ctrl+D" => new(this with { Scrolled = Scrolled + OpenLeap }, choices),
        "Home" => new(this with { Scrolled = 0 }, choices),
        "m" => Marked(snapshot, choices),
        "y" => Copied(snapshot, choices),
        "x" => Exported(snapshot, choices),
        _ => new(this, choices),
    };

    Turn Type(string key, string typed, Snapshot snapshot, Choices choices) => key switch
    {
        "Enter" => Searched(typed, snapshot, choices),
        "Ctrl+R" => new(this with { IsRegex = !IsRegex }, choices),
        "Ctrl+U" => new(this with { Typed = "" }, choices),
        "Esc" => new(this with { Typed = null }, choices),
        _ => new(this with { Typed = Typing.After(typed, key) }, choices),
    };

    // Of one epoch none is ambiguous.
    static Region RegionAfter(Region region, int epochs) => region switch
    {
        Region.None => Region.Easy,
        Region.Easy => epochs > 1 ? Region.Ambiguous : Region.Hard,
        Region.Ambiguous => Region.Hard,
        _ => Region.None,
    };

    // What cannot be read stays to be corrected.
    Turn Searched(string typed, Snapshot snapshot, Choices choices)
    {
        try
        {
            return new(Narrowed(Query with { Search = SearchQuery.Parse(typed, IsRegex, snapshot) }) with { Typed = null }, choices);
        }
        catch (SearchException e)
        {
            return new(this, choices, Message: e.Message);
        }
    }

    Turn Ordered(SortColumn column, Choices choices) => Asked(Query with { Sort = column, Descending = Query.Sort == column && !Query.Descending }, choices);

    Turn Asked(TableQuery query, Choices choices) => new(Narrowed(query), choices);

    // The cursor follows its example, and where the query leaves that out it is on the first row.
    ExamplesPage Narrowed(TableQuery query) => this with { Query = query, SortedBy = null, Cursor = Cursor with { Place = 0 } };

    // An open example may be one that the filters leave out by now.
    bool IsListed(Snapshot snapshot, Choices choices) =>
        Rows(snapshot, choices) is { Length: > 0 } rows && Cursor.At is { } guid && snapshot.Data!.Guids[rows[Place(snapshot, choices)]] == guid;

    Turn Moved(int step, Snapshot snapshot, Choices choices)
    {
        var rows = Rows(snapshot, choices);
        var height = TableDrawing.RowsOn(choices.Size.Height);
        return new(this with { Cursor = Cursor.Moved(step, Place(snapshot, choices), rows.Length, height, place => snapshot.Data!.Guids[rows[place]]) }, choices);
    }

    Turn Clicked(int to, Snapshot snapshot, Choices choices)
    {
        var rows = Rows(snapshot, choices);
        var height = TableDrawing.RowsOn(choices.Size.Height);
        return to >= rows.Length ? new(this, choices)
            : new(this with { Cursor = Cursor.Clicked(to, Place(snapshot, choices), rows.Length, height, snapshot.Data!.Guids[rows[to]]) }, choices);
    }

    Turn Opened(int place, Snapshot snapshot, Choices choices)
    {
        var rows = Rows(snapshot, choices);
        if (rows.Length == 0)
        {
            return new(this, choices, Message: "the table is empty");
        }

        var at = Math.Clamp(place, 0, rows.Length - 1);
        var guid = snapshot.Data!.Guids[rows[at]];
        return new(this with { IsOpen = true, Cursor = Cursor.On(at, guid), Scrolled = 0 }, choices, new Request.OpenExample(guid));
    }

    Turn Marked(Snapshot snapshot, Choices choices)
    {
        var (rows, place) = (Rows(snapshot, choices), Place(snapshot, choices));
        if (OpenRow(snapshot) is not { } row)
        {
            if (place < 0)
            {
                return new(this, choices, Message: "there is no example to mark");
            }

            row = rows[place];
        }

        // Where the mark takes the row out of the list, the cursor stays where it is.
        var guid = snapshot.Data!.Guids[row];
        return new(this with { Cursor = Cursor with { Place = Math.Max(0, place) } }, choices, new Request.Mark(guid, !snapshot.Marks.Contains(guid)));
    }

    Turn Copied(Snapshot snapshot, Choices choices)
    {
        var place = Place(snapshot, choices);
        var row = OpenRow(snapshot) ?? (place < 0 ? null : Rows(snapshot, choices)[place]);
        return new(this, choices, row is { } chosen ? Request.Copy.Of(snapshot, snapshot.Data!.Guids[chosen]) : null);
    }

    Turn Exported(Snapshot snapshot, Choices choices) => snapshot.Marks.IsEmpty
        ? new(this, choices, Message: "nothing is marked; m marks the example under the cursor")
        : new(this, choices, new Request.ExportMarks(choices.EpochsShown));

    // The innermost narrowing goes first.
    Turn Back(Choices choices) =>
        Query.Search is not null ? Asked(Query with { Search = null }, choices)
        : Query is not { Region: Region.None, Gold: null, Marks: MarkFilter.All } ? Asked(Query with { Region = Region.None, Gold = null, Marks = MarkFilter.All }, choices)
        : choices.Selection is null ? new(this, choices)
        : new(Narrowed(Query), choices with { Selection = null, SelectionName = null }, Message: "all examples again");
}
