using System.Globalization;
using static System.FormattableString;

namespace TrainingDynamics.Charts;

/// <summary>What a map refuses, before anything is drawn.</summary>
static class DataMapInput
{
    const double LeastScale = 0.25;
    const double LargestScale = 10;

    internal static void Check(DataMapPoint[] points)
    {
        CheckSome(points.Length, "a data map");
        for (var index = 0; index < points.Length; index++)
        {
            CheckRange(points[index].Variability, 0, "variability", index);
            CheckRange(points[index].Confidence, 0, "confidence", index);
            CheckRange(points[index].CorrectnessFraction, 0, "correctness fraction", index);
        }
    }

    internal static void Check(ComparisonPoint[] points)
    {
        CheckSome(points.Length, "a comparison");
        for (var index = 0; index < points.Length; index++)
        {
            CheckRange(points[index].DeltaVariability, -1, "change of variability", index);
            CheckRange(points[index].DeltaConfidence, -1, "change of confidence", index);
            CheckRange(points[index].DeltaCorrectness, -1, "change of correctness", index);
        }
    }

    internal static void Check(MapOptions options)
    {
        CheckLeast(options.MaxPoints, 1, "most points to draw");
        CheckLeast((options as DataMapOptions)?.Epochs ?? 1, 1, "number of epochs");
        if (!(options.Scale >= LeastScale && options.Scale <= LargestScale))
        {
            throw Wrong("scale", options.Scale, Invariant($"{LeastScale} to {LargestScale}"));
        }
    }

    static void CheckSome(int count, string what)
    {
        if (count == 0)
        {
            throw new ChartException(
                $"{what} needs at least 1 point, found none; look whether the metrics are empty");
        }
    }

    static void CheckRange(double value, int least, string name, int index)
    {
        if (!(value >= least && value <= 1)) // so written that NaN fails too
        {
            var place = Invariant($"{name} of point {index} (counted from 0)");
            throw Wrong(place, value, Invariant($"a number from {least} to 1; look at that row of the metrics"));
        }
    }

    static void CheckLeast(int value, int least, string name)
    {
        if (value < least)
        {
            throw Wrong(name, value, Invariant($"at least {least}"));
        }
    }

    static ChartException Wrong(string name, IFormattable found, string expected) =>
        new($"{name} is {found.ToString(null, CultureInfo.InvariantCulture)}, expected {expected}");
}
