namespace TrainingDynamics.Dashboard.Data;

/// <summary>What the data map shows from left to right: variability, or for one epoch, which has none, the loss.</summary>
sealed class MapAxis
{
    // Beyond it, a probability of 2e-9, all lie on the edge.
    const double GreatestLoss = 20;
    const double LeastGreatest = 0.1;

    MapAxis(string name, double[] values, double greatest) => (Name, Values, Whole) = (name, values, new Plane(0, greatest, 0, 1));

    /// <summary><c>variability</c> or <c>loss</c>.</summary>
    public string Name { get; }

    public bool IsLoss => Name == "loss";

    /// <summary>[N]: in [0, 0.5], or in nats in [0, 20].</summary>
    public double[] Values { get; }

    /// <summary>The range of this value and of confidence.</summary>
    public Plane Whole { get; }

    public static MapAxis Of(MapMetrics metrics)
    {
        if (metrics.Epochs > 1)
        {
            return new MapAxis("variability", metrics.Variability, 0.5);
        }

        var (losses, greatest) = (new double[metrics.Count], LeastGreatest);
        for (var i = 0; i < losses.Length; i++)
        {
            losses[i] = Math.Min(GreatestLoss, -Math.Log(metrics.Confidence[i]));
            greatest = Math.Max(greatest, losses[i]);
        }

        return new MapAxis("loss", losses, Ticks.StepAbove(greatest));
    }
}
