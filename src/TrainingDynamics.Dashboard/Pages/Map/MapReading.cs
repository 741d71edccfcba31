using System.Collections.Immutable;
using TrainingDynamics.Dashboard.Data;

namespace TrainingDynamics.Dashboard.Pages.Map;

/// <summary>What is in a box of the map.</summary>
/// <param name="Rows">The examples, ascending.</param>
/// <param name="Confidence">Their mean; NaN where there is none, as in the next two.</param>
/// <param name="Variability">Their mean.</param>
/// <param name="Correctness">Their mean, in epochs.</param>
sealed record MapReading(ImmutableArray<int> Rows, double Confidence, double Variability, double Correctness)
{
    public static MapReading Of(MapBox box, MapMetrics metrics)
    {
        var rows = box.Rows(metrics);
        var (confidence, variability, correctness) = (0.0, 0.0, 0.0);
        foreach (var row in rows)
        {
            confidence += metrics.Confidence[row];
            variability += metrics.Variability[row];
            correctness += metrics.Correctness[row];
        }

        return new MapReading(rows, confidence / rows.Length, variability / rows.Length, correctness / rows.Length);
    }
}
