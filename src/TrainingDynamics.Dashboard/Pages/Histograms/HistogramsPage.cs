namespace TrainingDynamics.Dashboard.Pages.Histograms;

/// <summary>The distributions of the metrics; one bar at a time can be read and selected.</summary>
/// <param name="Focus">The histogram that has the cursor: 0 to 3 the standard ones, 4 the chosen metric.</param>
/// <param name="Bar">The bar that has the cursor; the last one where there are fewer.</param>
/// <param name="IsAlone">True when only the histogram in focus is shown.</param>
/// <param name="IsLogarithmic">True when heights are logarithms of counts.</param>
sealed record HistogramsPage(int Focus = 0, int Bar = 0, bool IsAlone = false, bool IsLogarithmic = false) : IPage
{
    const int LeastHeight = 5;

    public PageId Id => PageId.Histograms;

    public string Title => "Histograms";

    public IEnumerable<MetricWish> Wishes(Snapshot snapshot, Choices choices) =>
        choices.Metric is { } name && snapshot.Data is { } data ? [new MetricWish(name, choices.Epochs(data.Epochs.Length))] : [];

    public Turn Press(string key, Snapshot snapshot, Choices choices)
    {
        var charts = choices.Metric is null ? 4 : 5;
        return key switch
        {
            "CursorLeft" => new(this with { Bar = Math.Max(0, Bar - 1) }, choices),
            "CursorRight" => new(this with { Bar = Math.Min(Bar + 1, Bars(snapshot, choices) - 1) }, choices),
            "CursorUp" => new(this with { Focus = (Focus + charts - 1) % charts, Bar = 0 }, choices),
            "CursorDown" => new(this with { Focus = (Focus + 1) % charts, Bar = 0 }, choices),
            "z" => new(this with { IsAlone = !IsAlone }, choices),
            "y" => new(this with { IsLogarithmic = !IsLogarithmic }, choices, Message: IsLogarithmic ? "heights are counts" : "heights are logarithms of counts"),
            "o" => Other(choices, 1),
            "O" => Other(choices, -1),
            "Enter" => Selected(snapshot, choices),
            "Esc" when IsAlone => new(this with { IsAlone = false }, choices),
            "Esc" => new(this with { Focus = Math.Min(Focus, 3) }, choices with { Metric = null }),
            _ => new(this, choices),
        };
    }

    public Turn? Point(MouseAct act, Zone? zone, Snapshot snapshot, Choices choices) => zone is not Zone.Bar bar ? null : act.Kind switch
    {
        MouseKind.Click => new(this with { Focus = bar.Chart, Bar = bar.Index }, choices),
        MouseKind.DoubleClick => (this with { Focus = bar.Chart, Bar = bar.Index }).Selected(snapshot, choices),
        _ => null,
    };

    public void Draw(Canvas canvas, Area area, Snapshot snapshot, Choices choices)
    {
        if (snapshot.Data is not { } data)
        {
            NoEpoch.Draw(canvas, area, snapshot, "The histograms appear");
            return;
        }

        var epochs = choices.Epochs(data.Epochs.Length);
        var charts = Charts(data, epochs, snapshot, choices);
        var (heading, below) = area.SplitTop(1);
        canvas.Text(heading.X + 1, heading.Y, Headings.Of(data, choices, IsLogarithmic ? "log of counts" : "counts"), Ink.Strong, heading.Width - 1);
        var (grid, reading) = below.SplitTop(below.Height - 1);
        var across = area.Width >= Screen.OneColumn ? 2 : 1;
        var down = (charts.Length + across - 1) / across;
        if (IsAlone || grid.Height / down < LeastHeight)
        {
            DrawChart(canvas, grid, charts, Focus);
        }
        else
        {
            for (var i = 0; i < charts.Length; i++)
            {
                var (left, top) = (grid.Width * (i % across) / across, grid.Height * (i / across) / down);
                var (right, bottom) = (grid.Width * ((i % across) + 1) / across, grid.Height * ((i / across) + 1) / down);
                DrawChart(canvas, new Area(grid.X + left, grid.Y + top, right - left, bottom - top), charts, i);
            }
        }

        canvas.Text(reading.X + 1, reading.Y, Reading(data, epochs, charts), Ink.Plain, reading.Width - 1);
    }

    // The chosen metric's place holds null while it is being computed.
    static ImmutableArray<(string Name, Histogram? Histogram)> Charts(DynamicsData data, int epochs, Snapshot snapshot, Choices choices)
    {
        var metrics = data.Metrics(epochs);
        var charts = metrics.Histograms.Select(histogram => (histogram.Name, (Histogram?)histogram)).ToImmutableArray();
        return choices.Metric is not { } name ? charts
            : snapshot.MetricOf(name, epochs) is { } known
                ? charts.Add((name, Histogram.Of(name, known.Values, metrics.CorrectnessShare)))
                : charts.Add((name, null));
    }

    void DrawChart(Canvas canvas, Area area, ImmutableArray<(string Name, Histogram? Histogram)> charts, int number)
    {
        var (name, histogram) = charts[Math.Min(number, charts.Length - 1)];
        if (histogram is null)
        {
            canvas.Text(area.X + 1, area.Y, name, number == Focus ? Ink.Cursor : Ink.Strong, area.Width - 1);
            canvas.Text(area.X + 3, area.Y + (area.Height / 2), "computing from the logs …", Ink.Dim, area.Width - 3);
        }
        else
        {
            HistogramChart.Draw(canvas, area, histogram, number == Focus ? BarOf(histogram) : null, IsLogarithmic, number);
        }
    }

    int BarOf(Histogram histogram) => Math.Min(Bar, histogram.Counts.Length - 1);

    string Reading(DynamicsData data, int epochs, ImmutableArray<(string Name, Histogram? Histogram)> charts)
    {
        if (charts[Math.Min(Focus, charts.Length - 1)].Histogram is not { } histogram)
        {
            return "";
        }

        var bar = BarOf(histogram);
        var count = histogram.Counts[bar];
        var change = Focus < 4 && epochs > 1 && data.Metrics(epochs - 1).Histograms[Focus] is var before && before.Name == histogram.Name && bar < before.Counts.Length
            ? before.Labels[bar] == histogram.Labels[bar] ? Invariant($", {count - before.Counts[bar]:+#,0;-#,0;±0} by this epoch") : ""
            : "";
        return Invariant($"{histogram.Name} {histogram.Labels[bar]}: {Headings.Examples(count)}, {100.0 * count / data.Count:F1} %{change}, right in {100 * histogram.Hues[bar]:F0} % of the epochs");
    }

    int Bars(Snapshot snapshot, Choices choices)
    {
        if (snapshot.Data is not { } data)
        {
            return 1;
        }

        var charts = Charts(data, choices.Epochs(data.Epochs.Length), snapshot, choices);
        return charts[Math.Min(Focus, charts.Length - 1)].Histogram?.Counts.Length ?? 1;
    }

    Turn Other(Choices choices, int step)
    {
        var names = MetricValues.Names;
        var at = choices.Metric is null ? (step > 0 ? 0 : names.Count - 1) : (names.IndexOf(choices.Metric) + step + names.Count) % names.Count;
        return new(
            this with { Focus = 4, Bar = 0 }, choices with { Metric = names[at] },
            Message: Invariant($"{names[at]}, {at + 1} of {names.Count} more metrics; o and O go through them, Esc puts them away"));
    }

    Turn Selected(Snapshot snapshot, Choices choices)
    {
        if (snapshot.Data is not { } data)
        {
            return new(this, choices);
        }

        var charts = Charts(data, choices.Epochs(data.Epochs.Length), snapshot, choices);
        if (charts[Math.Min(Focus, charts.Length - 1)].Histogram is not { } histogram || histogram.Counts[BarOf(histogram)] == 0)
        {
            return new(this, choices, Message: "there is no example in this bar");
        }

        var rows = histogram.Rows(BarOf(histogram), data.Count);
        return new(
            this, choices with { Selection = rows, SelectionName = $"{histogram.Name} {histogram.Labels[BarOf(histogram)]}" },
            Message: $"{Headings.Examples(rows.Length)} selected; 3 goes back to the histograms", GoTo: PageId.Examples);
    }
}
