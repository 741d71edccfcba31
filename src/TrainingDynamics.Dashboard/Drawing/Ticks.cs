using System.Globalization;

namespace TrainingDynamics.Dashboard.Drawing;

/// <summary>Round numbers along an axis.</summary>
static class Ticks
{
    static readonly int[] Factors = [1, 2, 5, 10];

    /// <summary>
    /// The multiples of 1, 2 or 5 times a power of ten in the range, at most <paramref name="most"/> or one more, each with its text.
    /// </summary>
    public static IEnumerable<(double Value, string Text)> Of(double least, double greatest, int most)
    {
        var range = greatest - least;
        var exponent = (int)Math.Floor(Math.Log10(range / Math.Max(1, most)));
        var unit = Math.Pow(10, exponent);
        var factor = Factors.First(factor => factor == 10 || range / (factor * unit) <= most);
        var decimals = Math.Max(0, -exponent - (factor == 10 ? 1 : 0));
        var format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        var step = factor * unit;
        for (var k = (long)Math.Ceiling((least / step) - 1e-9); k * step <= greatest + (1e-9 * step); k++)
        {
            // No "-0.0".
            yield return (k * step, (k == 0 ? 0 : k * step).ToString(format, CultureInfo.InvariantCulture));
        }
    }
}
