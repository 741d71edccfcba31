namespace TrainingDynamics.Charts;

/// <summary>Which points are drawn, and in which order.</summary>
static class PointSample
{
    /// <summary>
    /// Seed of the sample. System.Random keeps its sequence for a given seed from one .NET version to the next.
    /// </summary>
    internal const int Seed = 20_201_116;

    /// <summary>
    /// Without replacement, exactly min(count, points) of them, always the same for the same input. The order is
    /// random even when all are kept: in file order the last class would lie on top and hide the others.
    /// </summary>
    internal static Mark[] Draw(IReadOnlyList<Mark> points, int count)
    {
        Mark[] shuffled = [.. points];
        new Random(Seed).Shuffle(shuffled);
        return shuffled.Length <= count ? shuffled : shuffled[..count];
    }
}
