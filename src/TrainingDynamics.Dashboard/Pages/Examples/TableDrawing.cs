namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>Draws the table of examples, and beside it, where it fits, the example under the cursor.</summary>
sealed class TableDrawing(ExamplesPage page, Canvas canvas, Snapshot snapshot, Choices choices, DynamicsData data)
{
    const int PreviewWidth = 36;
    const int LineWidth = 7;

    // Tabs, status bar, heading and the columns' names.
    const int OtherRows = 4;

    readonly int[] _rows = page.Rows(snapshot, choices);
    readonly int _cursor = page.Place(snapshot, choices);
    readonly MapMetrics _metrics = data.Metrics(choices.Epochs(data.Epochs.Length));

    public static int RowsOn(int height) => Math.Max(1, height - OtherRows);

    public void Draw(Area area)
    {
        var (heading, below) = area.SplitTop(2);
        var x = page.IsWaiting(snapshot, choices) ? canvas.Text(heading.X + 1, heading.Y, $"{Headings.Waiting(data.Epochs.Length)} · ", Ink.Mark, heading.Width - 1) : heading.X + 1;
        canvas.Text(x, heading.Y, page.Typed is { } typed ? Search(typed, heading.Right - x) : Headings.Of(data, choices, Question()), Ink.Strong, heading.Right - x);
        var (table, preview) = area.Width >= Screen.TwoColumns ? below.SplitLeft(below.Width - PreviewWidth - 1) : (below, below with { Width = 0 });
        DrawTable(table with { Y = table.Y - 1, Height = table.Height + 1 });
        if (!preview.IsEmpty && _cursor >= 0)
        {
            DrawPreview(preview with { X = preview.X + 1, Width = PreviewWidth });
        }
    }

    // Of a line that is too long the end, where somebody types.
    string Search(string typed, int room)
    {
        var label = page.IsRegex ? "search, regular expression: " : "search: ";
        var first = 0;
        while (first < typed.Length && label.Length + Drawing.Columns.Of(typed[first..]) + 2 > room)
        {
            first += char.IsHighSurrogate(typed[first]) ? 2 : 1;
        }

        return $"{label}{(first > 0 ? "…" : "")}{typed[Math.Min(first, typed.Length)..]}▏";
    }

    string Question()
    {
        var query = page.Query;
        List<string> parts = [Invariant($"{_cursor + 1:N0} of {_rows.Length:N0}")];
        if (query.Region != Region.None)
        {
            parts.Add(query.Region.ToString().ToLowerInvariant());
        }

        if (query.Gold is { } gold)
        {
            parts.Add($"class {snapshot.LabelName(gold)}");
        }

        if (query.Marks != MarkFilter.All)
        {
            parts.Add(query.Marks.ToString().ToLowerInvariant());
        }

        if (query.Search is { } search)
        {
            parts.Add(search.IsRegex ? $"/{search.Text}/" : $"“{search.Text}”");
        }

        if (choices.SelectionName is { } name)
        {
            parts.Add(name);
        }

        parts.Add($"by {query.Sort.ToString().ToLowerInvariant()} {(query.Descending ? "↓" : "↑")}");

        return string.Join(" · ", parts);
    }

    List<(string Name, int Width, SortColumn? Sort, Func<int, string> Cell)> Columns(int width)
    {
        var wide = width >= Screen.OneColumn;
        List<(string, int, SortColumn?, Func<int, string>)> columns = [("guid", wide ? 10 : 7, SortColumn.Guid, row => data.Guids[row].ToString())];
        if (wide && data.Count > 0 && snapshot.PlaceOf(data.Guids[0]).Length > 0)
        {
            columns.Add(("line", LineWidth, null, row => LineOf(snapshot.PlaceOf(data.Guids[row]))));
        }

        columns.AddRange(
        [
            ("gold", wide ? 10 : 8, SortColumn.Gold, row => snapshot.LabelName(data.Golds[row])),
            ("conf", 6, SortColumn.Confidence, row => Invariant($"{_metrics.Confidence[row]:F3}")),
        ]);
        if (wide)
        {
            columns.Add(("var", 6, SortColumn.Variability, row => _metrics.Epochs > 1 ? Invariant($"{_metrics.Variability[row]:F3}") : "–"));
            columns.Add(("right", 6, SortColumn.Correctness, row => Invariant($"{_metrics.Correctness[row]}/{_metrics.Epochs}")));
            columns.Add(("lost", 6, SortColumn.Forgetfulness, row => _metrics.Correctness[row] == 0 ? "never" : Invariant($"{_metrics.Forgetfulness[row]}")));
        }

        columns.Add(("text", int.MaxValue, null, row => snapshot.TextOf(data.Guids[row])));
        return columns;
    }

    // The file is the same for all, and an example that is open names it: 128 of train.csv:128, row 127 of train.parquet row 127.
    static string LineOf(string place) =>
        place.LastIndexOf(':') is >= 0 and var colon ? place[(colon + 1)..]
        : place.LastIndexOf(" row ", StringComparison.Ordinal) is >= 0 and var row ? place[(row + 1)..]
        : place;

    void DrawTable(Area area)
    {
        var columns = Columns(area.Width);
        var x = area.X + 2;
        foreach (var (name, width, sort, _) in columns)
        {
            var arrow = sort == page.Query.Sort ? page.Query.Descending ? "↓" : "↑" : "";
            canvas.Text(x, area.Y, name + arrow, sort == page.Query.Sort ? Ink.Strong : Ink.Dim, Math.Min(width, area.Right - x));
            if (sort is { } column)
            {
                canvas.Mark(new Area(x, area.Y, width, 1), new Zone.ExampleHead(column));
            }

            x += width == int.MaxValue ? 0 : width + 1;
        }

        var body = area with { Y = area.Y + 1, Height = area.Height - 1 };
        if (_rows.Length == 0)
        {
            var missing = page.Wishes(snapshot, choices).Where(wish => snapshot.MetricOf(wish.Name, wish.Epochs) is null).Select(wish => wish.Name).ToList();
            canvas.Text(
                body.X + 2, body.Y + 1,
                missing.Count > 0 ? $"computing {string.Join(", ", missing)} from the logs …"
                : _metrics.Epochs > 1 ? "no example is like this; Esc drops the filters"
                : "no example is like this (one epoch has no variability, and nothing is ambiguous); Esc drops the filters",
                Ink.Dim,
                body.Width - 2);
            return;
        }

        var first = page.Cursor.First(_cursor, _rows.Length, Math.Max(1, body.Height));
        for (var i = 0; i < body.Height && first + i < _rows.Length; i++)
        {
            canvas.Mark(body with { Y = body.Y + i, Height = 1 }, new Zone.Row(first + i));
            DrawRow(body with { Y = body.Y + i, Height = 1 }, columns, _rows[first + i], first + i == _cursor);
        }
    }

    void DrawRow(Area line, List<(string Name, int Width, SortColumn? Sort, Func<int, string> Cell)> columns, int row, bool isCurrent)
    {
        if (snapshot.Marks.Contains(data.Guids[row]))
        {
            canvas.Put(line.X, line.Y, '●', Ink.Mark);
        }

        var x = line.X + 2;
        foreach (var (_, width, sort, cell) in columns)
        {
            var ink = sort == SortColumn.Confidence ? DensityPlot.InkOf(_metrics.CorrectnessShare(row)) : Ink.Plain;
            canvas.Text(x, line.Y, cell(row), ink, Math.Min(width, line.Right - x));
            x += width == int.MaxValue ? 0 : width + 1;
        }

        if (isCurrent)
        {
            canvas.Tint(line, Ink.Cursor);
            // Without colour, too, it must be seen where the cursor is.
            canvas.Put(line.X + 1, line.Y, '▶', Ink.Cursor);
        }
    }

    void DrawPreview(Area area)
    {
        var row = _rows[_cursor];
        var inside = canvas.Frame(area, snapshot.PlaceOf(data.Guids[row]) is { Length: > 0 } place ? $"{data.Guids[row]} · {place}" : data.Guids[row].ToString());
        var (text, chart) = inside.SplitTop(inside.Height - Math.Min(10, inside.Height / 2));
        var lines = Wrapping.Lines(snapshot.TextOf(data.Guids[row]), Math.Max(2, text.Width - 1), Math.Max(1, text.Height - 1));
        canvas.Lines(text, lines);
        CurvePoint[] probability = [.. data.Epochs.Take(_metrics.Epochs).Select((epoch, e) => new CurvePoint(e + 1, epoch.GoldProbability[row]))];
        canvas.Text(chart.X, chart.Y, $"probability of {snapshot.LabelName(data.Golds[row])}", Ink.Strong, chart.Width);
        LineChart.Draw(canvas, chart with { Y = chart.Y + 1, Height = chart.Height - 1 }, [(probability, Ink.Curve)], "epoch", (0, 1));
    }
}
