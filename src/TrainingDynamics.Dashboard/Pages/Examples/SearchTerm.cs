using System.Text.RegularExpressions;
using TrainingDynamics.Dashboard.Data;

namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>One condition of a search.</summary>
/// <param name="Over">From what is known to an answer for each row.</param>
/// <param name="Metric">The metric that has to be computed from the logs for it; null: none.</param>
/// <param name="ReadsText">True when it looks at the texts.</param>
/// <param name="ReadsMarks">True when it looks at the marks.</param>
sealed record SearchTerm(Func<Snapshot, MapMetrics, Func<int, bool>> Over, string? Metric = null, bool ReadsText = false, bool ReadsMarks = false)
{
    /// <summary>Part of the text, whatever the case, or the whole guid.</summary>
    public static SearchTerm OfText(string text, bool isNegated) => new(
        (snapshot, _) => row => isNegated != (TextOf(snapshot, row).Contains(text, StringComparison.OrdinalIgnoreCase) || IsGuid(snapshot, row, text)),
        ReadsText: true);

    /// <summary>A match anywhere in the text.</summary>
    public static SearchTerm OfPattern(Regex pattern) => new((snapshot, _) => row => pattern.IsMatch(TextOf(snapshot, row)), ReadsText: true);

    /// <summary>The whole guid, as it prints.</summary>
    public static SearchTerm OfGuid(string guid) => new((snapshot, _) => row => IsGuid(snapshot, row, guid));

    /// <summary>Marked, or not.</summary>
    public static SearchTerm OfMark(bool isMarked) => new(
        (snapshot, _) => row => snapshot.Marks.Contains(snapshot.Data!.Guids[row]) == isMarked, ReadsMarks: true);

    /// <summary>A condition on the row and its metrics.</summary>
    public static SearchTerm Of(Func<DynamicsData, MapMetrics, int, bool> holds) => new((snapshot, metrics) => row => holds(snapshot.Data!, metrics, row));

    /// <summary>A condition on a metric of the logs; NaN never meets it.</summary>
    public static SearchTerm OfMetric(string name, Func<double, bool> holds) => new(
        (snapshot, metrics) =>
        {
            var values = snapshot.MetricOf(name, metrics.Epochs)!.Values;
            return row => !double.IsNaN(values[row]) && holds(values[row]);
        },
        name);

    /// <summary>The opposite; not of a metric, which keeps to examples that have one.</summary>
    public SearchTerm Negated() => this with
    {
        Over = (snapshot, metrics) =>
        {
            var holds = Over(snapshot, metrics);
            return row => !holds(row);
        },
    };

    static string TextOf(Snapshot snapshot, int row) => snapshot.Texts.GetValueOrDefault(snapshot.Data!.Guids[row], "");

    static bool IsGuid(Snapshot snapshot, int row, string text) => snapshot.Data!.Guids[row].ToString() == text;
}
