namespace TrainingDynamics.Data;

/// <summary>Turns a label in a file into a gold.</summary>
sealed class LabelRule
{
    readonly Dictionary<string, int> _classes;
    readonly string _expected;

    LabelRule(IReadOnlyList<string> names, Dictionary<string, int> classes, string expected) =>
        (Names, _classes, _expected) = (names, classes, expected);

    /// <summary>Names of the classes, or the one name of a regression target.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool IsRegression { get; private init; }

    /// <summary>Labels of rows to skip, for instance because annotators disagreed.</summary>
    public IReadOnlyCollection<string> LeftOut { get; private init; } = [];

    /// <summary>Whether rows without a label or a text are skipped; they are errors otherwise.</summary>
    public bool LeavesOutIncomplete { get; private init; }

    /// <summary>Whether rows without a label are skipped; null where there is no option for it.</summary>
    public bool? SkipsUnlabelled { get; private init; }

    /// <summary>Whether <c>1.0</c> is the class 1.</summary>
    bool AreWholeNumbers { get; init; }

    /// <summary>Whether <c>NaN</c> and the like are missing labels.</summary>
    bool KnowsMissingWords { get; init; }

    /// <summary>A regression target: a number as it is.</summary>
    public static LabelRule OfScores(bool knowsMissingWords = false, bool? skipsUnlabelled = null) =>
        new([Dataset.ScoreName], [], "a number; correct it, or remove the row")
        {
            IsRegression = true,
            KnowsMissingWords = knowsMissingWords,
            SkipsUnlabelled = skipsUnlabelled,
        };

    /// <summary>A task's class by its name or by its label id: GLUE's files have either, Parquet files always the id.</summary>
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

    /// <summary>Classes from a training file's own labels, in class order; whole numbers may also be written with a decimal point.</summary>
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

    public bool IsMissing(Cell label) => LabelText.IsMissing(label, KnowsMissingWords);

    /// <summary>The gold of a label that is not missing.</summary>
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
