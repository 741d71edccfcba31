using System.Globalization;

namespace TrainingDynamics.Data;

/// <summary>How a label in a file becomes a gold.</summary>
sealed class LabelRule
{
    readonly Dictionary<string, int> _classes;
    readonly string _expected;
    readonly bool _areNumbers;

    LabelRule(
        IReadOnlyList<string> names, Dictionary<string, int> classes, string expected, bool isRegression = false, bool areNumbers = false)
    {
        Names = names;
        _classes = classes;
        IsRegression = isRegression;
        _expected = expected;
        _areNumbers = areNumbers;
    }

    /// <summary>Of the classes, or the one of a score.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool IsRegression { get; }

    /// <summary>Labels of rows that are no examples, e.g. because annotators disagreed.</summary>
    public IReadOnlyCollection<string> LeftOut { get; private init; } = [];

    /// <summary>Whether rows without a label or a text are left out; they are errors otherwise.</summary>
    public bool LeavesOutIncomplete { get; private init; }

    /// <summary>A number, as it is.</summary>
    public static LabelRule Score { get; } =
        new([Dataset.ScoreName], [], "a number; correct it, or remove the row", isRegression: true);

    /// <summary>A task's class by its name or by its number: GLUE's files have either, Parquet always the number.</summary>
    public static LabelRule OfTask(IReadOnlyList<string> names, IReadOnlyCollection<string> leftOut, bool leavesOutIncomplete)
    {
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            classes[i.ToString(CultureInfo.InvariantCulture)] = i;
            classes[names[i]] = i;
        }

        string expected = string.Join(" or ", names.Select((name, i) => $"'{name}' ({i})"));
        return new LabelRule(names, classes, $"{expected}; correct the label or check --task")
        {
            LeftOut = leftOut,
            LeavesOutIncomplete = leavesOutIncomplete,
        };
    }

    /// <summary>Classes that a training file's own labels are.</summary>
    /// <param name="names">In class order.</param>
    /// <param name="areNumbers">Whether they are whole numbers, of which one may be spelt in several ways.</param>
    /// <param name="trainPath">For messages.</param>
    public static LabelRule OfLabels(IReadOnlyList<string> names, bool areNumbers, string trainPath)
    {
        const int Shown = 10;
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
            classes[names[i]] = i;
        string shown = HeaderCheck.Quote(names.Take(Shown)) + (names.Count > Shown ? $", … ({names.Count} in all)" : "");
        return new LabelRule(
            names, classes, $"one that {trainPath} has ({shown}); correct the label or train on examples of it too", areNumbers: areNumbers);
    }

    /// <summary>The name of a label's class: a whole number's shortest form, else the label as it is.</summary>
    public static string NameOf(Cell label, bool areNumbers) => areNumbers && label.TryInteger(out long number)
        ? number.ToString(CultureInfo.InvariantCulture)
        : label.Text;

    /// <summary>The gold of a label that is there.</summary>
    /// <exception cref="DatasetFormatException">It is none.</exception>
    public double GoldOf(DataTable table, DataRow row, Cell label)
    {
        if (IsRegression && label.TryNumber(out double score))
            return score;
        if (!IsRegression && label.Kind != CellKind.Nested && _classes.TryGetValue(NameOf(label, _areNumbers), out int gold))
            return gold;
        throw table.Error(row, $"found label {HeaderCheck.Quote([label.Text])}, expected {_expected}");
    }
}
