using System.Text.Json;

namespace TrainingDynamics.Benchmarks;

/// <summary>Whether two metrics files say the same, so that their times may be compared.</summary>
static class MetricsAgreement
{
    // td computes the softmax in float32 as PyTorch does, SQL in float64.
    const double Tolerance = 1e-6;

    static readonly string[] Numbers = ["threshold_closeness", "confidence", "variability", "correctness", "forgetfulness"];

    /// <summary>Reads both line by line.</summary>
    /// <exception cref="InvalidDataException">A guid differs, or a metric by more than the tolerance.</exception>
    public static void Require(string ours, string theirs)
    {
        using var a = File.ReadLines(ours).GetEnumerator();
        using var b = File.ReadLines(theirs).GetEnumerator();
        for (var line = 1; a.MoveNext(); line++)
        {
            if (!b.MoveNext())
            {
                throw new InvalidDataException($"{theirs} ends before line {line}");
            }

            using var x = JsonDocument.Parse(a.Current);
            using var y = JsonDocument.Parse(b.Current);
            if (x.RootElement.GetProperty("guid").GetInt64() != y.RootElement.GetProperty("guid").GetInt64()
                || Numbers.Any(name => Math.Abs(x.RootElement.GetProperty(name).GetDouble() - y.RootElement.GetProperty(name).GetDouble()) > Tolerance))
            {
                throw new InvalidDataException($"line {line}: found {a.Current}, expected {b.Current}");
            }
        }

        if (b.MoveNext())
        {
            throw new InvalidDataException($"{ours} ends before {theirs}");
        }
    }
}
