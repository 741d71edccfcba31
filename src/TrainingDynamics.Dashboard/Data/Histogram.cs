using System.Globalization;

namespace TrainingDynamics.Dashboard.Data;

/// <summary>The distribution of a metric's values. Every example is in exactly one bar.</summary>
sealed class Histogram
{
    /// <summary>Separates the ends of a range in a label.</summary>
    public const string To = " to ";

    const int RangeBars = 20;
    const int MostCountBars = 25;

    readonly Func<int, int> _barOf;

    Histogram(string name, ImmutableArray<string> labels, int examples, double mean, Func<int, int> barOf, Func<int, double> hue)
    {
        (Name, Labels, Mean, _barOf) = (name, labels, mean, barOf);
        var (counts, hues) = (new int[labels.Length], new double[labels.Length]);
        for (var i = 0; i < examples; i++)
        {
            var bar = barOf(i);
            counts[bar]++;
            hues[bar] += hue(i);
        }

        Counts = [.. counts];
        Hues = [.. hues.Select((sum, bar) => counts[bar] == 0 ? 0 : sum / counts[bar])];
    }

    public string Name { get; }

    /// <summary>By bar: its values, as text.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>By bar: the number of examples.</summary>
    public ImmutableArray<int> Counts { get; }

    /// <summary>By bar: mean correctness as a share of the epochs, in [0, 1]; 0 in an empty bar.</summary>
    public ImmutableArray<double> Hues { get; }

    /// <summary>Mean over the examples that have a value; NaN where none has.</summary>
    public double Mean { get; }

    /// <summary>The four that are always shown; for one epoch the loss replaces variability, as on the map.</summary>
    public static ImmutableArray<Histogram> Standard(MapMetrics metrics) =>
    [
        OfRange("confidence", metrics.Confidence, 0, 1.0 / RangeBars, RangeBars, metrics.CorrectnessShare),
        OfRange(metrics.Across.Name, metrics.Across.Values, 0, metrics.Across.Whole.Width / RangeBars, RangeBars, metrics.CorrectnessShare),
        OfCounts("correctness", [.. metrics.Correctness.Select(times => (double)times)], metrics.Epochs, "", metrics.CorrectnessShare),
        OfCounts(
            "forgetfulness",
            [.. metrics.Forgetfulness.Select((events, row) => metrics.Correctness[row] == 0 ? double.NaN : events)],
            metrics.Epochs / 2, "never", metrics.CorrectnessShare),
    ];

    /// <summary>
    /// Of any metric, [N] with NaN for no value: a bar for each value where they are whole numbers, else ten to twenty-two bars of a round width;
    /// NaN has its own bar.
    /// </summary>
    public static Histogram Of(string name, double[] values, Func<int, double> hue)
    {
        var finite = values.Where(double.IsFinite).ToList();
        if (finite.Count == 0)
        {
            return OfCounts(name, values, 0, "none", hue);
        }

        var (least, greatest) = (finite.Min(), finite.Max());
        if (least >= 0 && greatest <= 1000 && finite.All(double.IsInteger))
        {
            return OfCounts(name, values, (int)greatest, values.Length == finite.Count ? "" : "none", hue);
        }

        // Values that differ by less than their last digits are one bar.
        var width = Ticks.StepAbove(Math.Max((greatest - least) / RangeBars, 1e-9 * Math.Max(1, Math.Max(Math.Abs(least), Math.Abs(greatest)))));
        var low = Math.Floor(least / width) * width;
        return OfRange(name, values, low, width, Math.Max(1, (int)Math.Ceiling((greatest - low) / width)), hue);
    }

    public ImmutableArray<int> Rows(int bar, int examples) => [.. Enumerable.Range(0, examples).Where(row => _barOf(row) == bar)];

    static Histogram OfRange(string name, double[] values, double low, double width, int bars, Func<int, double> hue)
    {
        var missing = values.Any(double.IsNaN);
        string Text(int edge) => Math.Round(low + (edge * width), 10).ToString("G6", CultureInfo.InvariantCulture);
        var labels = Enumerable.Range(0, bars).Select(bar => $"{Text(bar)}{To}{Text(bar + 1)}");
        return new Histogram(
            name, [.. labels, .. missing ? ["none"] : Array.Empty<string>()], values.Length, MeanOf(values),
            row => double.IsNaN(values[row]) ? bars : Math.Clamp((int)((values[row] - low) / width), 0, bars - 1), hue);
    }

    static Histogram OfCounts(string name, double[] values, int most, string missing, Func<int, double> hue)
    {
        // More than a screen has columns go together.
        var step = (most / MostCountBars) + 1;
        var bars = (most / step) + 1;
        var labels = Enumerable.Range(0, bars).Select(bar => step == 1 ? Invariant($"{bar}") : Invariant($"{bar * step}{To}{Math.Min(most, ((bar + 1) * step) - 1)}"));
        return new Histogram(
            name, [.. labels, .. missing.Length > 0 ? [missing] : Array.Empty<string>()], values.Length, MeanOf(values),
            row => double.IsNaN(values[row]) ? bars : Math.Clamp((int)values[row] / step, 0, bars - 1), hue);
    }

    static double MeanOf(double[] values) => values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}
