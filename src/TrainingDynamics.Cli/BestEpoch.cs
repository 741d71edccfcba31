using System.Text.Json.Nodes;
using TrainingDynamics.Data;

namespace TrainingDynamics.Cli;

/// <summary>The epoch after which a metric of the dev set was best.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Epoch">Counted from 1; of several that are equally good, the first.</param>
/// <param name="Value">The metric then.</param>
sealed record BestEpoch(string Metric, int Epoch, double Value)
{
    /// <summary>The best epoch by every metric but the loss, in the order in which the epochs name them.</summary>
    /// <param name="epochs">0-based number and metrics of every epoch; null where it was not evaluated.</param>
    public static IEnumerable<BestEpoch> Of(IEnumerable<(int Epoch, IReadOnlyDictionary<string, double>? Dev)> epochs)
    {
        var evaluated = epochs.Where(epoch => epoch.Dev is not null).ToList();
        foreach (var name in evaluated.SelectMany(epoch => epoch.Dev!.Keys).Distinct().Where(name => !name.StartsWith("loss", StringComparison.Ordinal)))
        {
            var values = evaluated.Where(epoch => epoch.Dev!.ContainsKey(name)).Select(epoch => (epoch.Epoch, Value: epoch.Dev![name])).ToList();
            var isError = name.StartsWith(TaskMetric.MeanSquaredError.Name, StringComparison.Ordinal);
            var best = isError ? values.MinBy(one => one.Value) : values.MaxBy(one => one.Value);
            yield return new BestEpoch(name, best.Epoch + 1, best.Value);
        }
    }

    /// <summary>The same for programs.</summary>
    public static JsonArray Json(IEnumerable<BestEpoch> all) => JsonValues.Each(all, best => new JsonObject
    {
        ["metric"] = best.Metric,
        ["epoch"] = best.Epoch,
        ["value"] = JsonValues.Of(best.Value),
    });
}
