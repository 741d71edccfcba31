using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Dashboard.Drawing;
using TrainingDynamics.Logs;
using static System.FormattableString;

namespace TrainingDynamics.Dashboard.Pages;

/// <summary>How well each class of the dev set was predicted after the newest epoch, and what its examples were taken for.</summary>
static class ClassPanel
{
    const int LabelWidth = 16;
    const int ColumnWidth = 10;

    static readonly string[] Heads = ["precision", "recall", "F1", "examples"];

    /// <summary>Draws the classes that have room, and as many columns of the confusion matrix.</summary>
    public static void Draw(Canvas canvas, Area area, Snapshot snapshot)
    {
        var epoch = snapshot.Run.Epochs.LastOrDefault(result => result.Classification is { Count: > 0 });
        var inside = canvas.Frame(area, epoch is null ? "classes" : Invariant($"classes of the dev set after epoch {epoch.Epoch + 1}"));
        if (inside.IsEmpty)
        {
            return;
        }

        if (epoch is null)
        {
            canvas.Text(inside.X + 1, inside.Y, "no epoch's classes are known yet", Ink.Dim, inside.Width - 1);
            return;
        }

        var scores = epoch.Classification!.First().Value;
        canvas.Text(
            inside.X + 1,
            inside.Y,
            string.Join("  ", scores.Numbers.Select(number => Invariant($"{number.Key} {number.Value:F4}"))),
            Ink.Strong,
            inside.Width - 1);
        Row(canvas, inside, 2, "class", [.. Heads, .. scores.ConfusionMatrix is null ? [] : scores.Classes.Select(one => $"→ {one.Label}")], Ink.Dim);
        for (var i = 0; i < scores.Classes.Count && i + 3 < inside.Height; i++)
        {
            Row(canvas, inside, i + 3, scores.Classes[i].Label, Cells(scores, i), Ink.Plain);
        }
    }

    static string[] Cells(ClassificationScores scores, int label)
    {
        var one = scores.Classes[label];
        return
        [
            Invariant($"{one.Precision:F4}"), Invariant($"{one.Recall:F4}"), Invariant($"{one.F1:F4}"), Invariant($"{one.Support:N0}"),
            .. scores.ConfusionMatrix is { } matrix ? matrix[label].Select(count => Invariant($"{count:N0}")) : [],
        ];
    }

    static void Row(Canvas canvas, Area inside, int row, string label, string[] cells, Ink ink)
    {
        canvas.Text(inside.X + 1, inside.Y + row, label, ink, Math.Min(LabelWidth, inside.Width - 1));
        for (var c = 0; c < cells.Length && LabelWidth + 1 + ((c + 1) * ColumnWidth) < inside.Width && row < inside.Height; c++)
        {
            var cell = Columns.Of(cells[c]) < ColumnWidth ? cells[c] : cells[c][..(ColumnWidth - 2)] + "…";
            canvas.TextBefore(inside.X + LabelWidth + 1 + ((c + 1) * ColumnWidth), inside.Y + row, cell, ink);
        }
    }
}
