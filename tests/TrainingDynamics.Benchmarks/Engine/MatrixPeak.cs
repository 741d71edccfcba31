using System.Diagnostics;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>The best rate of a large matrix product in this process, with this process's threads: what a step is measured against.</summary>
static class MatrixPeak
{
    /// <summary>Operations per second of the best of <paramref name="repeats"/> products [side, side] × [side, side].</summary>
    public static double Measure(ScalarType type, int side = 2048, int repeats = 12)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var a = rand(side, side).to(type); // [side, side]
        var b = rand(side, side).to(type); // [side, side]
        var best = double.MaxValue;
        for (var i = 0; i < repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            using var product = matmul(a, b);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return 2.0 * side * side * side / best;
    }
}
