using System.Text;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Cli;

/// <summary>Rows of cells as lines of text with aligned columns; the last column is not padded.</summary>
static class TextTable
{
    /// <summary>A line for the head and one for every row; a column without any text is omitted.</summary>
    /// <param name="head">Name of each column; <c>&gt;</c> before the name aligns the column to the right and is not shown.</param>
    /// <param name="rows">As many cells per row as the head has; they are made safe for a terminal here.</param>
    /// <param name="width">Width of a line in cells, beyond which it is cut; null: lines are not cut.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, int? width)
    {
        var names = head.Select(name => name.TrimStart('>')).ToArray();
        var table = rows.Select(row => row.Select(TerminalText.Of).ToArray()).Prepend(names).ToList();
        var shown = Enumerable.Range(0, names.Length).Where(column => table.Count == 1 || table.Skip(1).Any(row => row[column].Length > 0)).ToArray();
        (head, table) = ([.. shown.Select(column => head[column])], [.. table.Select(row => shown.Select(column => row[column]).ToArray())]);
        var widths = table[0].Select((_, column) => table.Max(row => Columns.Of(row[column]))).ToArray();
        foreach (var row in table)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                var blanks = widths[column] - Columns.Of(row[column]);
                var isRight = head[column][0] == '>';
                line.Append(' ', isRight ? blanks : 0).Append(row[column]).Append(' ', isRight || column == row.Length - 1 ? 0 : blanks)
                    .Append(column == row.Length - 1 ? "" : "  ");
            }

            yield return TerminalText.Cut(line.ToString().TrimEnd(), width);
        }
    }
}
