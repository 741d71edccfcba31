using BenchmarkDotNet.Attributes;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using static TorchSharp.torch;

namespace TrainingDynamics.Benchmarks.Engine;

/// <summary>
/// One AdamW step over the parameters of bert-base: ours on one flat buffer, and TorchSharp's own on a tensor each. Then all of ours
/// that follows the gradients: clipping, the step and zeroing.
/// </summary>
public class OptimizerBenchmarks : IDisposable
{
    const double Rate = 1e-4, Decay = 0.01, GradientScale = 1e-3;

    readonly FlatParameters _parameters = new(TextClassifier.Layout(ModelConfig.Named("bert-base", 30522, ["negative", "positive"])!), CPU);
    readonly GradientClip _clip = new(1, CPU);
    FusedAdamW _fused = null!;
    optim.Optimizer _theirs = null!;

    [GlobalSetup(Targets = [nameof(Fused), nameof(Update)])]
    public void SetUpFused()
    {
        _parameters.Initialize(0.02, 1);
        _fused = new FusedAdamW(_parameters, Decay);
    }

    [GlobalSetup(Target = nameof(TorchSharps))]
    public void SetUpTorchSharps()
    {
        _parameters.Initialize(0.02, 1);
        var leaves = _parameters.Layout.Specs.Select(spec => new TorchSharp.Modules.Parameter(_parameters.View(spec.Names[0]).clone())).ToArray();
        foreach (var leaf in leaves)
        {
            leaf.grad = randn_like(leaf).mul(GradientScale);
        }

        _theirs = optim.AdamW(leaves, Rate, weight_decay: Decay);
    }

    // A whole update leaves zeros.
    [IterationSetup(Targets = [nameof(Fused), nameof(Update)])]
    public void FillGradients()
    {
        using var noGradient = no_grad();
        _parameters.Gradients.normal_(0, GradientScale);
    }

    [Benchmark]
    public void Fused() => _fused.Step(Rate);

    [Benchmark]
    public void TorchSharps()
    {
        using var scope = NewDisposeScope();
        _theirs.step();
    }

    [Benchmark]
    public void Update() => _fused.Update(_clip, Rate).Dispose();

    [GlobalCleanup]
    public void Dispose()
    {
        _fused?.Dispose();
        _theirs?.Dispose();
        _clip.Dispose();
        _parameters.Dispose();
        GC.SuppressFinalize(this);
    }
}
