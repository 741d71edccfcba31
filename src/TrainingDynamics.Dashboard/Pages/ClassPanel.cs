namespace TrainingDynamics.Dashboard.Pages;

/// <summary>Scores of each class of the dev set after the newest epoch, and what its examples were predicted as.</summary>
static class ClassPanel
{
    const int Indent = 1;
    const int LeastLabel = 10;
    const int MostLabel = 30;
    const int MostLinesOfNumbers = 3;

    static readonly string[] Heads = ["precision", "recall", "F1", "examples"];
    static readonly string[] ShortHeads = ["prec.", "recall", "F1", "n"];

    /// <summary>
    /// Draws as many classes and columns as fit, from the scrolled ones on (see <see cref="Last"/>), and says how many there are.
    /// </summary>
    public static void Draw(Canvas canvas, Area area, Snapshot snapshot, (int Rows, int Columns) scrolled)
    {
        var epoch = EpochOf(snapshot);
        var inside = canvas.Frame(area, epoch is null ? "classes" : Invariant($"classes of the dev set after epoch {epoch.Epoch + 1}"));
        if (inside.IsEmpty)
        {
            return;
        }

        if (epoch is null)
        {
            canvas.Text(inside.X + Indent, inside.Y, "no epoch's classes are known yet", Ink.Dim, inside.Width - Indent);
            return;
        }

        var table = Table.Of(epoch.Classification!.First().Value, inside);
        canvas.Lines(inside with { X = inside.X + Indent, Width = inside.Width - Indent }, table.Numbers, Ink.Strong);
        var (row, column) = (Math.Min(scrolled.Rows, table.Last.Rows), Math.Min(scrolled.Columns, table.Last.Columns));
        var shown = table.ColumnsFrom(column, inside);
        var top = inside.Y + table.Numbers.Count;
        for (var line = 0; line <= Math.Min(table.RowsShown, table.Labels.Count - row) && top + line < inside.Bottom; line++)
        {
            var (label, ink) = line == 0 ? ("class", Ink.Dim) : (table.Labels[row + line - 1], Ink.Plain);
            canvas.Text(inside.X + Indent, top + line, label, ink, table.LabelWidth);
            var x = inside.X + Indent + table.LabelWidth;
            foreach (var one in table.Columns.Skip(column).Take(shown))
            {
                x += one.Width;
                canvas.TextBefore(x, top + line, line == 0 ? one.Head : one.Cells[row + line - 1], ink);
            }
        }

        if (table.Last != default)
        {
            var classes = Invariant($"classes {row + 1}–{Math.Min(row + table.RowsShown, table.Labels.Count)} of {table.Labels.Count}");
            var columns = Invariant($"columns {column + 1}–{column + shown} of {table.Columns.Count}");
            canvas.Text(inside.X + Indent, inside.Bottom - 1, $"{classes} · {columns} · arrows show the others", Ink.Dim, inside.Width - Indent);
        }
    }

    /// <summary>
    /// Rows and columns that can be scrolled away before the last ones are visible; 0 where all are. The area includes the frame.
    /// </summary>
    public static (int Rows, int Columns) Last(Area area, Snapshot snapshot)
    {
        var inside = new Canvas(0, 0).Frame(area, "");
        return EpochOf(snapshot) is { } epoch && !inside.IsEmpty ? Table.Of(epoch.Classification!.First().Value, inside).Last : default;
    }

    static EpochResult? EpochOf(Snapshot snapshot) => snapshot.Run.Epochs.LastOrDefault(result => result.Classification is { Count: > 0 });

    // The scores and the confusion matrix as columns beside the classes' names.
    sealed record Table(IReadOnlyList<string> Numbers, IReadOnlyList<string> Labels, int LabelWidth, IReadOnlyList<Column> Columns)
    {
        public int RowsShown { get; private init; }

        public (int Rows, int Columns) Last { get; private init; }

        // With names in the heads where all have room, else with the classes' numbers there and beside the names.
        public static Table Of(ClassificationScores scores, Area inside)
        {
            var names = ClassNames.Shown([.. scores.Classes.Select(one => one.Label)]);
            // Of two classes the F1 is that of the second, which is not told from its name.
            var words = scores.Numbers.Select(number => Invariant($"{(number.Key == "f1" && names.Count == 2 ? $"f1 of {names[1]}" : number.Key)} {number.Value:F4}"));
            var numbers = Wrapping.Lines(
                string.Join(", ", words), Math.Max(2, inside.Width - Indent), Math.Clamp(inside.Height - 3, 1, MostLinesOfNumbers));
            var table = new Table(numbers, names, WidthOf(names), ColumnsOf(scores, Heads, [.. names.Select(name => $"→ {name}")], gap: 2));
            if (table.ColumnsFrom(0, inside) < table.Columns.Count)
            {
                string[] numbered = [.. names.Select((name, i) => Invariant($"{i} {name}"))];
                table = new Table(numbers, numbered, WidthOf(numbered), ColumnsOf(scores, ShortHeads, [.. names.Select((_, i) => Invariant($"→{i}"))], gap: 1));
                var spare = inside.Width - Indent - table.Columns.Sum(column => column.Width);
                table = table with { LabelWidth = Math.Min(table.LabelWidth, Math.Max(LeastLabel, spare)) };
            }

            return table.In(inside);
        }

        // As many whole columns as have room; one at least.
        public int ColumnsFrom(int first, Area inside)
        {
            var (count, room) = (0, inside.Width - Indent - LabelWidth);
            while (first + count < Columns.Count && (room -= Columns[first + count].Width) >= 0)
            {
                count++;
            }

            return Math.Max(1, count);
        }

        Table In(Area inside)
        {
            var lastColumn = Enumerable.Range(0, Columns.Count).First(first => first + ColumnsFrom(first, inside) >= Columns.Count);
            var rows = inside.Height - Numbers.Count - 1; // of the heads
            var isAll = lastColumn == 0 && rows >= Labels.Count;
            rows = Math.Max(1, isAll ? rows : rows - 1); // of what is not in sight
            return this with { RowsShown = rows, Last = (Math.Max(0, Labels.Count - rows), lastColumn) };
        }

        static int WidthOf(IEnumerable<string> labels) => Math.Min(MostLabel, labels.Append("class").Max(Drawing.Columns.Of));

        static List<Column> ColumnsOf(ClassificationScores scores, string[] heads, string[] predicted, int gap)
        {
            List<Column> columns =
            [
                Column.Of(heads[0], scores.Classes.Select(one => Invariant($"{one.Precision:F4}")), gap),
                Column.Of(heads[1], scores.Classes.Select(one => Invariant($"{one.Recall:F4}")), gap),
                Column.Of(heads[2], scores.Classes.Select(one => Invariant($"{one.F1:F4}")), gap),
                Column.Of(heads[3], scores.Classes.Select(one => Invariant($"{one.Support:N0}")), gap),
            ];
            if (scores.ConfusionMatrix is { } matrix)
            {
                columns.AddRange(predicted.Select((head, p) => Column.Of(head, matrix.Select(row => Invariant($"{row[p]:N0}")), gap)));
            }

            return columns;
        }
    }

    sealed record Column(string Head, string[] Cells, int Width)
    {
        public static Column Of(string head, IEnumerable<string> cells, int gap)
        {
            string[] all = [.. cells];
            return new(head, all, gap + all.Append(head).Max(Columns.Of));
        }
    }
}
