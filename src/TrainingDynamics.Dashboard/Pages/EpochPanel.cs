namespace TrainingDynamics.Dashboard.Pages;

/// <summary>One row per finished epoch: training loss and accuracy, dev metrics; the best value of each dev metric is marked.</summary>
static class EpochPanel
{
    const int ColumnWidth = 9;

    /// <summary>Rows needed, with frame and head.</summary>
    public static int Height(Snapshot snapshot) => snapshot.Run.Epochs.Length + 3;

    public static void Draw(Canvas canvas, Area area, Snapshot snapshot)
    {
        var inside = canvas.Frame(area, "epochs");
        var epochs = snapshot.Run.Epochs;
        if (inside.IsEmpty)
        {
            return;
        }

        if (epochs.IsEmpty)
        {
            canvas.Text(inside.X + 1, inside.Y, "no epoch is finished yet", Ink.Dim, inside.Width - 1);
            return;
        }

        var names = epochs.SelectMany(epoch => epoch.DevMetrics?.Keys ?? []).Distinct().OrderBy(name => name == "loss").ThenBy(name => name, StringComparer.Ordinal).ToList();
        var columns = new List<(string Head, Func<EpochResult, double?> Of, bool IsDev, bool IsLoss)>();
        columns.AddRange(names.Select(name => (
            name.Length < ColumnWidth ? name : name[..(ColumnWidth - 2)] + "…",
            (Func<EpochResult, double?>)(epoch => epoch.DevMetrics is { } dev && dev.TryGetValue(name, out var value) ? value : null),
            true,
            name is "loss" or "mse")));
        columns.Add(("tr. loss", epoch => epoch.TrainLoss, false, true));
        columns.Add(("tr. acc.", epoch => epoch.TrainAccuracy, false, false));

        canvas.Text(inside.X + 1, inside.Y, "epoch", Ink.Dim, inside.Width - 1);
        var shown = Math.Min(columns.Count, Math.Max(1, (inside.Width - 6) / ColumnWidth));
        for (var c = 0; c < shown; c++)
        {
            var (head, of, isDev, isLoss) = columns[c];
            var right = inside.X + 6 + ((c + 1) * ColumnWidth);
            canvas.TextBefore(right, inside.Y, head, Ink.Dim);
            var best = isDev ? isLoss ? epochs.Min(of) : epochs.Max(of) : null;
            var rows = epochs.TakeLast(inside.Height - 1).ToList();
            for (var r = 0; r < rows.Count; r++)
            {
                if (c == 0)
                {
                    canvas.TextBefore(inside.X + 6, inside.Y + 1 + r, Invariant($"{rows[r].Epoch + 1}"), Ink.Plain);
                }

                if (of(rows[r]) is { } value)
                {
                    canvas.TextBefore(right, inside.Y + 1 + r, Invariant($"{(value == best ? "*" : "")}{value:F4}"), value == best ? Ink.Strong : Ink.Plain);
                }
            }
        }
    }
}
