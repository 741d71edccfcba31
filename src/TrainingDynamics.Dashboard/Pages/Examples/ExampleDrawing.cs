namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>Draws one example: its text, the predictions of the epochs and the metrics that follow from them.</summary>
sealed class ExampleDrawing(Canvas canvas, Snapshot snapshot, Choices choices, DynamicsData data, int row, int scrolled)
{
    const int NamesWidth = 12;
    const int LeastChart = 6;

    static readonly Ink[] OtherInks = [Ink.Curve2, Ink.Half, Ink.Mostly, Ink.Seldom, Ink.Never, Ink.Always];

    readonly MapMetrics _metrics = data.Metrics(choices.Epochs(data.Epochs.Length));
    readonly ExampleTrace? _trace = snapshot.Trace is { } trace && trace.Guid == data.Guids[row] && trace.Logits.Length > 0 ? trace : null;

    public void Draw(Area area)
    {
        var y = DrawHeading(area);
        var room = Math.Max(1, (area.Bottom - y) / 3);
        var text = snapshot.TextOf(data.Guids[row]);
        var lines = Wrapping.Lines(text, Math.Max(2, area.Width - 2));
        if (lines.Count == 0)
        {
            lines = [!snapshot.HasTexts ? "(the texts are not read yet, or not to be had)" : "(no text)"];
        }

        var hidden = Math.Clamp(scrolled, 0, Math.Max(0, lines.Count - room));
        for (var i = 0; i < Math.Min(room, lines.Count - hidden); i++)
        {
            var more = i == room - 1 && hidden + room < lines.Count ? "…" : "";
            canvas.Text(area.X + 1, y++, lines[hidden + i] + more, Ink.Plain, area.Width - 1);
        }

        var rest = area with { Y = y + 1, Height = area.Bottom - y - 1 };
        if (area.Width >= Screen.TwoColumns)
        {
            var (chart, table) = rest.SplitLeft(rest.Width / 2);
            DrawChart(chart with { Height = Math.Min(chart.Height, 16) });
            DrawEpochs(table with { X = table.X + 2, Width = table.Width - 2 });
        }
        else
        {
            var chartHeight = rest.Height - Math.Min(_metrics.Epochs + 1, rest.Height / 2);
            var (chart, table) = rest.SplitTop(chartHeight >= LeastChart ? chartHeight : 0);
            DrawChart(chart);
            DrawEpochs(table with { X = table.X + 1, Width = table.Width - 1 });
        }
    }

    int DrawHeading(Area area)
    {
        var marked = snapshot.Marks.Contains(data.Guids[row]) ? "● " : "";
        var place = snapshot.PlaceOf(data.Guids[row]) is { Length: > 0 } known ? $" · {known}" : "";
        canvas.Text(area.X + 1, area.Y, $"{marked}{data.Guids[row]}{place} · gold {snapshot.LabelName(data.Golds[row])}", marked.Length > 0 ? Ink.Mark : Ink.Strong, area.Width - 1);
        var region = _metrics.Regions[row];
        string[] facts =
        [
            Invariant($"confidence {_metrics.Confidence[row]:F3}"), Invariant($"{_metrics.Across.Name} {_metrics.Across.Values[row]:F3}"),
            Invariant($"right in {_metrics.Correctness[row]} of {_metrics.Epochs}"), Story(),
            region == Region.None ? "in no region" : region.ToString().ToLowerInvariant(),
        ];
        var lines = Wrapping.Lines(string.Join(" · ", facts), Math.Max(2, area.Width - 2), 2);
        return 1 + canvas.Lines(new Area(area.X + 1, area.Y + 1, area.Width - 1, lines.Count), lines, Ink.Dim);
    }

    // The epochs in which the answer turned right or wrong.
    string Story()
    {
        if (_metrics.Correctness[row] == 0)
        {
            return "never learnt";
        }

        List<string> events = [];
        for (var e = 0; e < _metrics.Epochs; e++)
        {
            var (now, before) = (data.Epochs[e].Correct[row], e > 0 && data.Epochs[e - 1].Correct[row]);
            if (now != before)
            {
                events.Add(now ? Invariant($"learnt in {e + 1}") : Invariant($"forgotten in {e + 1}"));
            }
        }

        return string.Join(", ", events);
    }

    int Classes => _trace?.Classes ?? 0;

    int Epochs => _trace is null ? _metrics.Epochs : Math.Min(_metrics.Epochs, _trace.Logits.Length);

    // Of the gold class it is known at once, of the others when the records have been read.
    double Probability(int epoch, int label) => _trace?.Probability(epoch, label) ?? data.Epochs[epoch].GoldProbability[row];

    IEnumerable<(int Label, Ink Ink)> Curves()
    {
        var gold = data.Golds[row];
        var others = Enumerable.Range(0, Classes).Where(label => label != gold).Select((label, i) => (label, OtherInks[i % OtherInks.Length]));
        return others.Append((gold, Ink.Curve));
    }

    void DrawChart(Area area)
    {
        if (area.Height < LeastChart - 1)
        {
            return;
        }

        canvas.Text(area.X + 1, area.Y, "probability by epoch", Ink.Strong, area.Width - 1);
        var chart = area with { Y = area.Y + 1, Height = area.Height - 1, Width = area.Width - NamesWidth };
        LineChart.Draw(
            canvas, chart,
            [.. Curves().Select(curve => ((IReadOnlyList<CurvePoint>)[.. Enumerable.Range(0, Epochs).Select(e => new CurvePoint(e + 1, Probability(e, curve.Label)))], curve.Ink))],
            "epoch", (0, 1));

        // Names where the curves end, the gold one's first; one that finds its line taken goes to the next free one.
        var taken = new HashSet<int>();
        foreach (var (label, ink) in Curves().Reverse())
        {
            var rows = chart.Height - 1;
            var wanted = (int)Math.Round((1 - Probability(Epochs - 1, label)) * (rows - 1));
            if (Enumerable.Range(0, rows).OrderBy(y => Math.Abs(y - wanted)).FirstOrDefault(y => !taken.Contains(y), -1) is >= 0 and var line)
            {
                taken.Add(line);
                canvas.Text(chart.Right + 1, chart.Y + line, snapshot.LabelName(label), ink, NamesWidth - 2);
            }
        }
    }

    void DrawEpochs(Area area)
    {
        if (area.Height < 2)
        {
            return;
        }

        if (_trace is null)
        {
            canvas.Text(area.X, area.Y, "reading its records …", Ink.Dim, area.Width);
        }

        var name = Math.Clamp((area.Width - 18) / Math.Max(1, Classes), 7, 16);
        var x = area.X + 16;
        for (var label = 0; label < Classes && x + 6 <= area.Right; label++, x += name)
        {
            canvas.Text(x, area.Y, snapshot.LabelName(label), label == data.Golds[row] ? Ink.Strong : Ink.Dim, name - 1);
        }

        if (_trace is not null)
        {
            canvas.Text(area.X, area.Y, "epoch  says", Ink.Dim, 15);
        }

        // The newest at the bottom, and in sight.
        var first = Math.Max(0, Epochs - (area.Height - 1));
        for (var e = first; e < Epochs; e++)
        {
            DrawEpoch(area with { Y = area.Y + 1 + e - first, Height = 1 }, e, name);
        }
    }

    void DrawEpoch(Area line, int epoch, int width)
    {
        var right = data.Epochs[epoch].Correct[row];
        canvas.Text(line.X, line.Y, Invariant($"{epoch + 1,4}"), Ink.Dim);
        canvas.Put(line.X + 5, line.Y, right ? '✓' : '×', right ? Ink.Always : Ink.Never);
        if (_trace is null)
        {
            canvas.Text(line.X + 7, line.Y, Invariant($"{data.Epochs[epoch].GoldProbability[row]:F3} for {snapshot.LabelName(data.Golds[row])}"), Ink.Plain, line.Width - 7);
            return;
        }

        canvas.Text(line.X + 7, line.Y, snapshot.LabelName(_trace.Predicted(epoch)), Ink.Plain, 8);
        var x = line.X + 16;
        for (var label = 0; label < Classes && x + 6 <= line.Right; label++, x += width)
        {
            var end = canvas.Text(x, line.Y, Invariant($"{Probability(epoch, label):F3}"), label == data.Golds[row] ? Ink.Strong : Ink.Plain);
            if (width >= 14)
            {
                canvas.Text(end + 1, line.Y, Invariant($"{_trace.Logits[epoch][label],6:F2}"), Ink.Dim, width - 7);
            }
        }
    }
}
