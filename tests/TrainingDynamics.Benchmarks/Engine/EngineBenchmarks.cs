using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Native;
using TrainingDynamics.Engine.Optim;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>Measures the engine.</summary>
static class EngineBenchmarks
{
    public static int Run(string[] args)
    {
        TorchLibrary.Load();
        set_num_threads(PhysicalCores.Count());
        foreach (var spec in args)
        {
            var parts = spec.Split(',');
            Steps(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture));
        }
        return 0;
    }

    static void Steps(string name, int length, int steps)
    {
        var peak = MatrixPeak.Measure(ScalarType.Float32);
        var config = ModelConfig.Named(name, 30522, ["a", "b"])!;
        using var model = TextClassifier.Create(config, CPU, new HostDropout(1));
        model.Initialize(1);
        model.UsesHostEncoder = Environment.GetEnvironmentVariable("PLAIN") is null;
        using var optimizer = new FusedAdamW(model.Parameters, 0.01);
        using var clip = new GradientClip(1, CPU);
        var ids = randint(1000, 30000, [32, length], int64);
        var golds = randint(0, 2, [32], int64);
        var times = new List<double[]>();
        for (var i = 0; i < steps + 2; i++)
        {
            var clock = Stopwatch.StartNew();
            var t = new double[5];
            using (var scope = NewDisposeScope())
            {
                var logits = model.ForwardForTraining(ids, null, null);
                var loss = F.cross_entropy(logits, golds);
                t[0] = clock.Elapsed.TotalMilliseconds;
                model.Backward(loss);
                t[1] = clock.Elapsed.TotalMilliseconds - t[0];
                using var norm = clip.Apply(model.Parameters.Gradients);
                optimizer.Step(1e-4);
                model.Parameters.Gradients.zero_();
                t[2] = clock.Elapsed.TotalMilliseconds - t[0] - t[1];
            }
            t[4] = clock.Elapsed.TotalMilliseconds;
            t[3] = t[4] - t[0] - t[1] - t[2];
            if (i >= 2) times.Add(t);
        }
        peak = Math.Max(peak, MatrixPeak.Measure(ScalarType.Float32));
        double Med(int k) => times.Select(t => t[k]).Order().ElementAt(times.Count / 2);
        var total = Med(4);
        Console.WriteLine($"{name} T={length}: {total:F2} ms fwd {Med(0):F2} bwd {Med(1):F2} opt {Med(2):F2} dispose {Med(3):F2}; peak {peak / 1e9:F0} GF/s; nominal {ModelFlops.Nominal(config, 32, length) / total / 1e-3 / peak:P1} executed {ModelFlops.Executed(config, 32, length) / total / 1e-3 / peak:P1}");
    }
}
