using System.Diagnostics;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>One AdamW step over the parameters of bert-base.</summary>
static class OptimizerBenchmark
{
    const int Steps = 7;

    public static void Run(FigureList into)
    {
        var config = ModelConfig.Named("bert-base", 30522, ["negative", "positive"])!;
        using var parameters = new FlatParameters(TextClassifier.Layout(config), CPU);
        parameters.Initialize(0.02, 1);
        using (no_grad())
            parameters.Gradients.normal_(0, 1e-3);
        double fused;
        using (var optimizer = new FusedAdamW(parameters, 0.01))
            fused = Seconds(() => optimizer.Step(1e-4));

        var leaves = parameters.Layout.Specs.Select(spec => new TorchSharp.Modules.Parameter(parameters.View(spec.Names[0]).clone())).ToArray();
        foreach (var leaf in leaves)
            leaf.grad = randn_like(leaf).mul(1e-3);
        using var theirs = optim.AdamW(leaves, 1e-4, weight_decay: 0.01);
        var plain = Seconds(() => theirs.step());
        into.Add("bert-base AdamW: fused step", 1e3 * fused, "ms");
        into.Add("bert-base AdamW: TorchSharp's step", 1e3 * plain, "ms");
        into.Add("bert-base AdamW: TorchSharp's over fused", plain / fused, "times", 12);
    }

    static double Seconds(Action step)
    {
        var times = new List<double>();
        for (var i = -1; i < Steps; i++)
        {
            using var scope = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            step();
            if (i >= 0)
                times.Add(clock.Elapsed.TotalSeconds);
        }

        return Median.Of(times);
    }
}
