using TrainingDynamics.Logs;
using static System.FormattableString;

namespace TrainingDynamics.Cli;

/// <summary>How well each class of a data set was predicted, as lines of text.</summary>
static class ClassTable
{
    // A line of more columns does not fit a terminal.
    const int MostClassesOfMatrix = 6;

    const int CellWidth = 10;

    /// <summary>
    /// First the set's own numbers, then a line for each class with its precision, recall, F1 and examples and, of a few classes, what they
    /// were predicted as.
    /// </summary>
    /// <param name="head">Before the numbers: <c>dev after epoch 3: </c>.</param>
    /// <param name="numbers">Of the set, by their names in the log, as far as no other line says them.</param>
    /// <param name="scores">Of its classes.</param>
    public static IEnumerable<string> Lines(string head, IEnumerable<KeyValuePair<string, double>> numbers, ClassificationScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var labels = TerminalText.Labels([.. scores.Classes.Select(one => one.Label)]);
        // Of two classes the F1 is that of the second, which is not told from its name.
        var words = numbers.Select(number => Invariant($"{(number.Key == "f1" && labels.Count == 2 ? $"f1 of {labels[1]}" : number.Key)} {number.Value:F4}"));
        yield return head + string.Join(", ", words);
        var width = Math.Max("class".Length, labels.Max(label => label.Length));
        var matrix = scores.Classes.Count <= MostClassesOfMatrix ? scores.ConfusionMatrix : null;
        yield return $"  {"class".PadRight(width)}  precision  recall      F1  examples"
            + (matrix is null ? "" : $"  predicted as {string.Join(" ", labels.Select(label => label.PadLeft(CellWidth)))}");
        for (var i = 0; i < labels.Count; i++)
        {
            var one = scores.Classes[i];
            yield return Invariant($"  {labels[i].PadRight(width)}  {one.Precision,9:F4}  {one.Recall,6:F4}  {one.F1,6:F4}  {one.Support,8}")
                + (matrix is null ? "" : $"{"",15}{string.Join(" ", matrix[i].Zip(labels, (count, label) => Invariant($"{count}").PadLeft(Math.Max(CellWidth, label.Length))))}");
        }
    }
}
