using System.Globalization;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>Round numbers along an axis.</summary>
static class Ticks
{
    static readonly int[] Factors = [1, 2, 5, 10];

    /// <summary>The least of 1, 2 or 5 times a power of ten that is at least the number, which is above 0.</summary>
    public static double StepAbove(double least)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return Factors.Select(factor => factor * unit).First(step => step >= least * (1 - 1e-9));
    }

    /// <summary>
    /// The multiples of 1, 2 or 5 times a power of ten in the range, at most <paramref name="most"/> or one more, each with its text.
    /// </summary>
    public static IEnumerable<(double Value, string Text)> Of(double least, double greatest, int most)
    {
        var step = StepAbove((greatest - least) / Math.Max(1, most));
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        var format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        for (var k = (long)Math.Ceiling((least / step) - 1e-9); k * step <= greatest + (1e-9 * step); k++)
        {
            // No "-0.0".
            yield return (k * step, (k == 0 ? 0 : k * step).ToString(format, CultureInfo.InvariantCulture));
        }
    }
}
