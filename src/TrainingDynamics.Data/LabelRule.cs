using System.Globalization;

namespace TrainingDynamics.Data;

/// <summary>How a label in a file becomes a gold.</summary>
sealed class LabelRule
{
    readonly Dictionary<string, int> _classes;
    readonly string _expected;

    LabelRule(IReadOnlyList<string> names, Dictionary<string, int> classes, string expected)
    {
        Names = names;
        _classes = classes;
        _expected = expected;
    }

    /// <summary>Of the classes, or the one of a score.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool IsRegression { get; private init; }

    /// <summary>Labels of rows that are no examples, e.g. because annotators disagreed.</summary>
    public IReadOnlyCollection<string> LeftOut { get; private init; } = [];

    /// <summary>Whether rows without a label or a text are left out; they are errors otherwise.</summary>
    public bool LeavesOutIncomplete { get; private init; }

    /// <summary>Whether rows without a label are left out; null where nobody can ask for it.</summary>
    public bool? SkipsUnlabelled { get; private init; }

    /// <summary>Whether <c>1.0</c> is the class 1.</summary>
    bool AreWholeNumbers { get; init; }

    /// <summary>Whether <c>NaN</c> and the like are no labels.</summary>
    bool KnowsMissingWords { get; init; }

    /// <summary>A number, as it is.</summary>
    /// <param name="knowsMissingWords">Whether <c>NaN</c> and the like are no labels.</param>
    /// <param name="skipsUnlabelled">Whether rows without a label are left out; null where nobody can ask for it.</param>
    public static LabelRule OfScores(bool knowsMissingWords = false, bool? skipsUnlabelled = null) =>
        new([Dataset.ScoreName], [], "a number; correct it, or remove the row")
        {
            IsRegression = true,
            KnowsMissingWords = knowsMissingWords,
            SkipsUnlabelled = skipsUnlabelled,
        };

    /// <summary>A task's class by its name or by its number: GLUE's files have either, Parquet always the number.</summary>
    public static LabelRule OfTask(IReadOnlyList<string> names, IReadOnlyCollection<string> leftOut, bool leavesOutIncomplete)
    {
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            classes[i.ToString(CultureInfo.InvariantCulture)] = i;
            classes[names[i]] = i;
        }

        var expected = string.Join(" or ", names.Select((name, i) => $"'{name}' ({i})"));
        return new LabelRule(names, classes, $"{expected}; correct the label or check --task")
        {
            LeftOut = leftOut,
            LeavesOutIncomplete = leavesOutIncomplete,
        };
    }

    /// <summary>Classes that a training file's own labels are.</summary>
    /// <param name="names">In class order.</param>
    /// <param name="areWholeNumbers">Whether they are whole numbers, which may be written with a decimal point too.</param>
    /// <param name="trainPath">For messages.</param>
    /// <param name="knowsMissingWords">Whether <c>NaN</c> and the like are no labels.</param>
    /// <param name="skipsUnlabelled">Whether rows without a label are left out.</param>
    public static LabelRule OfLabels(
        IReadOnlyList<string> names, bool areWholeNumbers, string trainPath, bool knowsMissingWords, bool skipsUnlabelled)
    {
        const int Shown = 10;
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            classes[names[i]] = i;
        }

        var shown = HeaderCheck.Quote(names.Take(Shown)) + (names.Count > Shown ? $", … ({names.Count} in all)" : "");
        return new LabelRule(names, classes, $"one that {trainPath} has ({shown}); correct the label or train on examples of it too")
        {
            AreWholeNumbers = areWholeNumbers,
            KnowsMissingWords = knowsMissingWords,
            SkipsUnlabelled = skipsUnlabelled,
        };
    }

    /// <summary>Whether there is no label.</summary>
    public bool IsMissing(Cell label) => LabelText.IsMissing(label, KnowsMissingWords);

    /// <summary>The gold of a label that is there.</summary>
    /// <exception cref="DatasetFormatException">It is none.</exception>
    public double GoldOf(DataTable table, DataRow row, Cell label)
    {
        if (IsRegression && label.TryNumber(out var score))
        {
            return score;
        }

        if (!IsRegression && label.Kind != CellKind.Nested
            && (_classes.TryGetValue(label.Text, out var gold) || (AreWholeNumbers && _classes.TryGetValue(LabelText.WholeNumber(label), out gold))))
        {
            return gold;
        }

        throw table.Error(row, $"found label {HeaderCheck.Quote([label.Text])}, expected {_expected}");
    }
}
