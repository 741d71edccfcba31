namespace TrainingDynamics.Cli;

/// <summary>The epoch, counted from 1, after which a metric of the dev set was best; of several that are equally good, the first.</summary>
sealed record BestEpoch(string Metric, int Epoch, double Value)
{
    /// <summary>The best epoch by every metric but the loss, in the order in which the epochs name the metrics.</summary>
    /// <param name="epochs">Number of every epoch from 0, and its metrics; null where it was not evaluated.</param>
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

    public static JsonArray Json(IEnumerable<BestEpoch> all) => JsonValues.Each(all, best => new JsonObject
    {
        ["metric"] = best.Metric,
        ["epoch"] = best.Epoch,
        ["value"] = JsonValues.Of(best.Value),
    });
}
