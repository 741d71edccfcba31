namespace TrainingDynamics.Cli;

/// <summary>How well each class of a data set was predicted, as lines of text.</summary>
static class ClassTable
{
    // A line of more columns does not fit a terminal.
    const int MostClassesOfMatrix = 6;

    const int CellWidth = 10;

    /// <summary>
    /// A line with the set's numbers, then one for each class with its precision, recall, F1 and examples and, where there are few classes,
    /// what its examples were predicted as.
    /// </summary>
    /// <param name="head">Stands before the numbers: <c>dev after epoch 3: </c>.</param>
    /// <param name="numbers">The set's numbers that no other line shows, by their names in the log.</param>
    /// <param name="scores">The scores of its classes.</param>
    public static IEnumerable<string> Lines(string head, IEnumerable<KeyValuePair<string, double>> numbers, ClassificationScores scores)
    {
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
