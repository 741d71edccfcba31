using BenchmarkDotNet.Attributes;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>One AdamW step over the parameters of bert-base: ours on one flat buffer, and TorchSharp's own on a tensor each.</summary>
public class OptimizerBenchmarks : IDisposable
{
    const double Rate = 1e-4, Decay = 0.01, GradientScale = 1e-3;

    readonly FlatParameters _parameters = new(TextClassifier.Layout(ModelConfig.Named("bert-base", 30522, ["negative", "positive"])!), CPU);
    FusedAdamW _fused = null!;
    optim.Optimizer _theirs = null!;

    [GlobalSetup(Target = nameof(Fused))]
    public void SetUpFused()
    {
        _parameters.Initialize(0.02, 1);
        using (no_grad())
            _parameters.Gradients.normal_(0, GradientScale);
        _fused = new FusedAdamW(_parameters, Decay);
    }

    [GlobalSetup(Target = nameof(TorchSharps))]
    public void SetUpTorchSharps()
    {
        _parameters.Initialize(0.02, 1);
        var leaves = _parameters.Layout.Specs.Select(spec => new TorchSharp.Modules.Parameter(_parameters.View(spec.Names[0]).clone())).ToArray();
        foreach (var leaf in leaves)
            leaf.grad = randn_like(leaf).mul(GradientScale);
        _theirs = optim.AdamW(leaves, Rate, weight_decay: Decay);
    }

    [Benchmark]
    public void Fused() => _fused.Step(Rate);

    [Benchmark]
    public void TorchSharps()
    {
        using var scope = NewDisposeScope();
        _theirs.step();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _fused?.Dispose();
        _theirs?.Dispose();
        _parameters.Dispose();
        GC.SuppressFinalize(this);
    }
}
