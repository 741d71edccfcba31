namespace TrainingDynamics.Benchmarks;

static class Median
{
    /// <summary>The middle value; of an even number the upper one.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
