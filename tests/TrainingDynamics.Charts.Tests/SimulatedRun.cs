namespace TrainingDynamics.Charts.Tests;

/// <summary>
/// Points of a binary classifier that was never trained: each example has a margin that its noisy logit difference
/// approaches epoch by epoch, most examples a large one. Their map is the familiar bow.
/// </summary>
static class SimulatedRun
{
    internal static DataMapPoint[] Points(int count, int epochs, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Point(random, epochs))];
    }

    internal static Mark[] Marks(int count, int epochs) =>
    [
        .. Points(count, epochs).Select(point =>
            new Mark(point.Variability, point.Confidence, CorrectnessClass.Of(point.CorrectnessFraction))),
    ];

    static DataMapPoint Point(Random random, int epochs)
    {
        var kind = random.NextDouble();
        var margin = kind < 0.80 ? Normal(random, 4.5, 1.8)
            : kind < 0.95 ? Normal(random, 0.8, 1.6)
            : Normal(random, -2.5, 1.5);
        var noise = 0.25 + 1.5 * random.NextDouble() * Math.Exp(-Math.Abs(margin) / 4);
        var pace = 0.4 + 2 * random.NextDouble();
        double[] gold = [.. Enumerable.Range(1, epochs).Select(epoch =>
            1 / (1 + Math.Exp(-Normal(random, margin * (1 - Math.Exp(-epoch * pace)), noise))))];
        var confidence = gold.Average();
        var variability = Math.Sqrt(gold.Average(one => (one - confidence) * (one - confidence)));
        return new(variability, confidence, gold.Count(one => one > 0.5) / (double)epochs);
    }

    static double Normal(Random random, double mean, double deviation) =>
        mean + deviation
            * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
