using TrainingDynamics.Dashboard;

namespace TrainingDynamics.Cli;

/// <summary>What every epoch reached, as lines of text.</summary>
static class EpochTable
{
    /// <summary>One line of an epoch: train loss and accuracy, then the dev metrics; a value that is not there is left out.</summary>
    public static string Line(EpochResult result, int epochs)
    {
        var train = new List<string>();
        if (result.TrainLoss is { } loss)
        {
            train.Add(Invariant($"loss {loss:F4}"));
        }

        if (result.TrainAccuracy is { } accuracy)
        {
            train.Add(Invariant($"accuracy {accuracy:F4}"));
        }

        var dev = (result.DevMetrics ?? new Dictionary<string, double>()).OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => Invariant($"{metric.Key} {metric.Value:F4}"))
            .ToList();
        var parts = new[] { ("train", train), ("dev", dev) }.Where(part => part.Item2.Count > 0)
            .Select(part => $"{part.Item1} {string.Join(" ", part.Item2)}");
        return Invariant($"epoch {result.Epoch + 1}/{epochs}: {string.Join(", ", parts)}");
    }
}
