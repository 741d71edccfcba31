namespace TrainingDynamics.Data;

/// <summary>Finds columns of text that are the label by another name, such as <c>label_text</c> beside <c>label</c>.</summary>
static class GivenAway
{
    /// <summary>A line for each text column with exactly one text for each class.</summary>
    public static IEnumerable<string> Notes(Dataset data)
    {
        if (data.IsRegression || data.Columns is not { } columns)
        {
            yield break;
        }

        if (IsLabel(data, example => example.Text))
        {
            yield return Note(data, columns.Text);
        }

        if (columns.Pair is { } pair && IsLabel(data, example => example.TextPair!))
        {
            yield return Note(data, pair);
        }
    }

    static string Note(Dataset data, string column) =>
        $"{data.SourcePath}: the column '{column}' gives the label away: each class has one text there, and no two have the same; nothing "
        + "else will be learnt, so name other texts with --text-column";

    static bool IsLabel(Dataset data, Func<Example, string> text)
    {
        var classOfText = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var example in data.Examples)
        {
            if (!classOfText.TryAdd(text(example), example.Gold) && classOfText[text(example)] != example.Gold)
            {
                return false;
            }

            if (classOfText.Count > data.LabelNames.Count)
            {
                return false;
            }
        }

        // A text a row says nothing.
        return classOfText.Count < data.Examples.Count && classOfText.Values.Distinct().Count() == classOfText.Count;
    }
}
