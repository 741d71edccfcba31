using System.Diagnostics;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>The best rate of a large matrix product in this process, with this process's threads: what a step is measured against.</summary>
static class MatrixPeak
{
    const int Side = 2048;

    /// <summary>Operations per second of the best of <paramref name="repeats"/> products [2048, 2048] × [2048, 2048] into a buffer.</summary>
    public static double Measure(ScalarType type, int repeats = 12)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var a = rand(Side, Side).to(type); // [2048, 2048]
        var b = rand(Side, Side).to(type); // [2048, 2048]
        var best = double.MaxValue;
        for (var i = 0; i < repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            using var product = matmul(a, b);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return 2.0 * Side * Side * Side / best;
    }
}
