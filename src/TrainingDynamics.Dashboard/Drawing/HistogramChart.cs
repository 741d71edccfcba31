namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>A histogram in eighths of cells, with the greatest count at the left and the values of the bars below.</summary>
static class HistogramChart
{
    const int LabelWidth = 7;

    /// <summary>Draws title, bars and axis.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="area">At least 5 rows; bars that do not fit are omitted at the right.</param>
    /// <param name="histogram">What.</param>
    /// <param name="cursor">The bar under the cursor; null: the cursor is on another chart.</param>
    /// <param name="logarithmic">Heights by the logarithm of one more than the count.</param>
    /// <param name="number">Number of the chart on its page, for the mouse.</param>
    public static void Draw(Canvas canvas, Area area, Histogram histogram, int? cursor, bool logarithmic, int number)
    {
        var mean = double.IsNaN(histogram.Mean) ? "" : Invariant($"mean {histogram.Mean:0.###}");
        canvas.Text(area.X + 1, area.Y, histogram.Name, cursor is null ? Ink.Strong : Ink.Cursor, area.Width - 1);
        canvas.TextBefore(area.Right - 1, area.Y, mean, Ink.Dim);
        var plot = new Area(area.X + LabelWidth, area.Y + 1, area.Width - LabelWidth - 1, area.Height - 3);
        if (plot.IsEmpty)
        {
            return;
        }

        var bars = histogram.Counts.Length;
        var pitch = Math.Max(1, plot.Width / bars);
        var wide = pitch >= 3 ? pitch - 1 : pitch;
        var greatest = Math.Max(1, histogram.Counts.Max());
        double Share(int count) => logarithmic ? Math.Log(1 + count) / Math.Log(1 + greatest) : (double)count / greatest;
        canvas.TextBefore(plot.X - 1, plot.Y, LineChart.Short(greatest), Ink.Dim);
        canvas.Fill(new Area(plot.X - 1, plot.Y, 1, plot.Height), '│');

        for (var bar = 0; bar < Math.Min(bars, plot.Width / pitch); bar++)
        {
            var x = plot.X + (bar * pitch);
            canvas.Mark(new Area(x, area.Y, pitch, area.Height), new Zone.Bar(number, bar));
            for (var i = 0; i < wide; i++)
            {
                Bars.Column(canvas, x + i, plot.Bottom - 1, plot.Height, Share(histogram.Counts[bar]), DensityPlot.InkOf(histogram.Hues[bar]));
            }

            canvas.Fill(new Area(x, plot.Bottom, pitch, 1), '─');
            if (bar == cursor)
            {
                canvas.Fill(new Area(x, plot.Bottom, wide, 1), '▲', Ink.Cursor);
            }
        }

        canvas.Put(plot.X - 1, plot.Bottom, '└', Ink.Dim);
        DrawLabels(canvas, plot, histogram, pitch);
    }

    // Every bar's, or every second, fourth … so that all have room; of a range its beginning; the last where it is a word.
    static void DrawLabels(Canvas canvas, Area plot, Histogram histogram, int pitch)
    {
        string[] labels = [.. histogram.Labels.Select(label => label.Split(Histogram.To)[0])];
        var longest = labels.Max(label => label.Length) + 1;
        var step = 1;
        while (step * pitch < longest)
        {
            step *= 2;
        }

        var last = labels.Length - 1;
        var word = char.IsAsciiLetter(labels[last][0]);
        for (var bar = 0; bar <= last && bar < plot.Width / pitch; bar += step)
        {
            if (!word || bar + step <= last || bar == last)
            {
                canvas.Text(plot.X + (bar * pitch), plot.Bottom + 1, labels[bar], Ink.Dim, plot.Right - plot.X - (bar * pitch));
            }
        }

        if (word && last % step != 0)
        {
            canvas.Text(Math.Min(plot.X + (last * pitch), plot.Right - labels[last].Length), plot.Bottom + 1, labels[last], Ink.Dim);
        }
    }
}
