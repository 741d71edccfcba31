using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Whole steps of random texts of one length: dropout 0.1 everywhere, clipping and AdamW included.</summary>
static class StepBenchmark
{
    /// <summary>
    /// Adds the share of the peak that the model's products make of a step: as the model is defined (nominal), and of those alone
    /// that are computed. The peak is the best of products before, between and after the steps, as the machine may be shared.
    /// </summary>
    public static void Run(FigureList into, string name, int batch, int length, int steps, double target)
    {
        var config = ModelConfig.Named(name, 30522, ["negative", "positive"])!;
        var peak = MatrixPeak.Measure(ScalarType.Float32);
        var fast = Seconds(config, batch, length, steps, cpuEncoder: true);
        peak = Math.Max(peak, MatrixPeak.Measure(ScalarType.Float32));
        var plain = Seconds(config, batch, length, Math.Max(1, steps / 3), cpuEncoder: false);
        peak = Math.Max(peak, MatrixPeak.Measure(ScalarType.Float32));
        var label = $"{name} length {length}, {batch} texts";
        into.Add($"{label}: model FLOP/s over peak", 100 * ModelFlops.Nominal(config, batch, length) / fast / peak, "%", target);
        into.Add($"{label}: computed products over peak", 100 * ModelFlops.Executed(config, batch, length) / fast / peak, "%");
        into.Add($"{label}: examples per second", batch / fast, "1/s", note: $"peak {peak / 1e9:F0} GFLOP/s");
        into.Add($"{label}: autograd's encoder over the fused one", plain / fast, "times");
    }

    /// <summary>Adds how much faster bfloat16 passes are.</summary>
    public static void Bf16(FigureList into, string name, int batch, int length, int steps, double target)
    {
        var config = ModelConfig.Named(name, 30522, ["negative", "positive"])!;
        var wide = Seconds(config, batch, length, steps, cpuEncoder: true);
        var half = Seconds(config with { Precision = Precision.Bf16 }, batch, length, Math.Max(1, steps / 4), cpuEncoder: false);
        into.Add($"{name} length {length}, {batch} texts: float32 step over bfloat16 step", wide / half, "times", target);
    }

    /// <summary>Adds the rates of a large product in both formats.</summary>
    public static void Peaks(FigureList into)
    {
        const int side = 256; // without such instructions a larger product takes minutes
        var wide = MatrixPeak.Measure(ScalarType.Float32, side);
        into.Add($"matrix product of side {side}: float32", wide / 1e9, "GFLOP/s");
        into.Add($"matrix product of side {side}: bfloat16 over float32", MatrixPeak.Measure(ScalarType.BFloat16, side, repeats: 3) / wide, "times");
    }

    static double Seconds(ModelConfig config, int batch, int length, int steps, bool cpuEncoder) =>
        Median.Of(Times(config, batch, length, steps, cpuEncoder));

    /// <summary>Seconds of each of so many steps, after two, or one where few are asked for.</summary>
    public static IReadOnlyList<double> Times(ModelConfig config, int batch, int length, int steps, bool cpuEncoder)
    {
        using var scope = NewDisposeScope();
        using var model = TextClassifier.Create(config, CPU, new CpuDropout(1));
        if (!cpuEncoder)
        {
            model.UseAutogradAlone();
        }

        model.Initialize(1);
        model.Parameters.Publish();
        using var optimizer = new FusedAdamW(model.Parameters, 0.01);
        using var clip = new GradientClip(1, CPU);
        var ids = randint(1000, 30000, [batch, length], ScalarType.Int64); // [B, T]
        var golds = randint(0, 2, [batch], ScalarType.Int64); // [B]
        var times = new List<double>();
        for (var i = steps < 5 ? -1 : -2; i < steps; i++)
        {
            var clock = Stopwatch.StartNew();
            Step(model, optimizer, clip, ids, golds);
            if (i >= 0)
            {
                times.Add(clock.Elapsed.TotalSeconds);
            }
        }

        return times;
    }

    static void Step(TextClassifier model, FusedAdamW optimizer, GradientClip clip, Tensor ids, Tensor golds)
    {
        using var scope = NewDisposeScope();
        model.Backward(F.cross_entropy(model.ForwardForTraining(ids, null, null), golds));
        model.ClearPaddingGradient();
        optimizer.Update(clip, 1e-4);
        model.Parameters.Publish();
    }
}
