using System.Collections.Immutable;
using TrainingDynamics.Dashboard.Data;

namespace TrainingDynamics.Dashboard.Pages.Map;

/// <summary>What is in a box of the map.</summary>
/// <param name="Rows">The examples, ascending.</param>
/// <param name="Confidence">Their mean; NaN where there is none, as in the next two.</param>
/// <param name="Across">The mean of what the map shows across.</param>
/// <param name="Correctness">Their mean, in epochs.</param>
sealed record MapReading(ImmutableArray<int> Rows, double Confidence, double Across, double Correctness)
{
    /// <summary>One of the examples, counted around; null where there is none.</summary>
    public int? Example(int nth) => Rows.IsEmpty ? null : Rows[((nth % Rows.Length) + Rows.Length) % Rows.Length];

    public static MapReading Of(MapBox box, MapMetrics metrics)
    {
        var rows = box.Rows(metrics);
        var (confidence, across, correctness) = (0.0, 0.0, 0.0);
        foreach (var row in rows)
        {
            confidence += metrics.Confidence[row];
            across += metrics.Across.Values[row];
            correctness += metrics.Correctness[row];
        }

        return new MapReading(rows, confidence / rows.Length, across / rows.Length, correctness / rows.Length);
    }
}
