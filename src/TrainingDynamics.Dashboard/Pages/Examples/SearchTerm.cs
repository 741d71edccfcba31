using System.Text.RegularExpressions;

namespace TrainingDynamics.Dashboard.Pages.Examples;

/// <summary>One condition of a search.</summary>
/// <param name="Over">Gives the test of a row from what is known.</param>
/// <param name="Metric">The metric of the logs that it needs; null: none.</param>
/// <param name="ReadsText">True when it reads the texts.</param>
/// <param name="ReadsMarks">True when it reads the marks.</param>
sealed record SearchTerm(Func<Snapshot, MapMetrics, Func<int, bool>> Over, string? Metric = null, bool ReadsText = false, bool ReadsMarks = false)
{
    /// <summary>Part of the text in any case, or the whole guid.</summary>
    public static SearchTerm OfText(string text, bool isNegated) => new(
        (snapshot, _) => row => isNegated != (TextOf(snapshot, row).Contains(text, StringComparison.OrdinalIgnoreCase) || IsGuid(snapshot, row, text)),
        ReadsText: true);

    public static SearchTerm OfPattern(Regex pattern) => new((snapshot, _) => row => pattern.IsMatch(TextOf(snapshot, row)), ReadsText: true);

    public static SearchTerm OfGuid(string guid) => new((snapshot, _) => row => IsGuid(snapshot, row, guid));

    public static SearchTerm OfMark(bool isMarked) => new(
        (snapshot, _) => row => snapshot.Marks.Contains(snapshot.Data!.Guids[row]) == isMarked, ReadsMarks: true);

    public static SearchTerm Of(Func<DynamicsData, MapMetrics, int, bool> holds) => new((snapshot, metrics) => row => holds(snapshot.Data!, metrics, row));

    /// <summary>A condition on a metric of the logs; NaN never meets it.</summary>
    public static SearchTerm OfMetric(string name, Func<double, bool> holds) => new(
        (snapshot, metrics) =>
        {
            var values = snapshot.MetricOf(name, metrics.Epochs)!.Values;
            return row => !double.IsNaN(values[row]) && holds(values[row]);
        },
        name);

    /// <summary>The opposite. (Not used for a metric, where only examples with a value count.)</summary>
    public SearchTerm Negated() => this with
    {
        Over = (snapshot, metrics) =>
        {
            var holds = Over(snapshot, metrics);
            return row => !holds(row);
        },
    };

    static string TextOf(Snapshot snapshot, int row) => snapshot.TextOf(snapshot.Data!.Guids[row]);

    static bool IsGuid(Snapshot snapshot, int row, string text) => snapshot.Data!.Guids[row].ToString() == text;
}
