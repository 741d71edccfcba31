using System.Text;
using TrainingDynamics.Dashboard.Drawing;

namespace TrainingDynamics.Cli;

/// <summary>Rows of cells as lines of text whose columns stand below each other; the last column is as long as it is.</summary>
static class TextTable
{
    /// <summary>A line for the head and one for every row; a column that has no cell with text is left out.</summary>
    /// <param name="head">Name of each column; one that begins with <c>&gt;</c> stands to the right, without the mark.</param>
    /// <param name="rows">Cells, as many a row as the head has; they are made fit for a terminal here.</param>
    /// <param name="width">Cells of a line, beyond which it is cut; null: as long as it is.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, int? width)
    {
        ArgumentNullException.ThrowIfNull(head);
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
