using TorchSharp.Modules;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class OptimizerTests
{
    [Fact]
    public void FusedAdamW_follows_TorchSharps_AdamW_over_two_hundred_steps()
    {
        using var scope = NewDisposeScope();
        var layout = new ParameterLayout([
            new(["a.weight"], [7, 5], InitialValue.Normal, Decayed: true),
            new(["a.bias"], [7], InitialValue.Normal, Decayed: false),
            new(["b.weight"], [3, 7], InitialValue.Normal, Decayed: true),
        ]);
        using var parameters = new FlatParameters(layout, CPU);
        parameters.Initialize(1, 1);
        using var fused = new FusedAdamW(parameters, weightDecay: 0.1);
        var oracle = layout.Slices.Keys.ToDictionary(name => name, name => new Parameter(parameters.View(name).clone()));
        using var adamW = optim.AdamW([
            new AdamW.ParamGroup([oracle["a.weight"], oracle["b.weight"]], lr: 1e-2, weight_decay: 0.1),
            new AdamW.ParamGroup([oracle["a.bias"]], lr: 1e-2, weight_decay: 0),
        ]);

        for (var step = 0; step < 200; step++)
        {
            using var each = NewDisposeScope();
            using (no_grad())
            {
                parameters.Gradients.copy_(randn(layout.Length).mul(step % 3));
            }

            foreach (var (name, slice) in layout.Slices)
            {
                oracle[name].grad = parameters.Gradients.narrow(0, slice.Offset, slice.Elements).view([.. slice.Shape]).clone();
            }

            fused.Step(1e-2);
            adamW.step();
        }

        // Values of the order of 1; 200 updates of 0.01 that may each round differently by one part in 1.7e7.
        foreach (var (name, parameter) in oracle)
        {
            Assert.InRange(parameter.sub(parameters.View(name)).abs().max().item<float>(), 0, 2e-6f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_norm_of_as_many_gradients_as_bert_base_has_is_right(int threads)
    {
        const long length = 109_483_778;
        using var scope = NewDisposeScope();
        set_num_threads(threads);
        try
        {
            var gradients = full([length], 1e-3f); // [N]
            using GradientClip clip = new(null, CPU);

            // Summed one after the other in float32, these squares would stop growing after the sixth part of them.
            Assert.Equal(1e-3f * MathF.Sqrt(length), clip.Apply(gradients).item<float>(), 1e-3f);
        }
        finally
        {
            set_num_threads(1);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_gradient_that_is_no_number_shows_in_the_norm_and_the_weights(float bad)
    {
        using var scope = NewDisposeScope();
        using var parameters = new FlatParameters(new ParameterLayout([new(["a.weight"], [50, 40], InitialValue.Normal, Decayed: true)]), CPU);
        using var optimizer = new FusedAdamW(parameters, weightDecay: 0);
        using var clip = new GradientClip(1, CPU);
        using (no_grad())
        {
            parameters.Gradients.narrow(0, 1777, 1).fill_(bad);
        }

        var norm = optimizer.Update(clip, 1e-3).item<float>();

        Assert.Equal(bad, norm);
        Assert.True(parameters.Values.narrow(0, 1777, 1).isnan().item<bool>());
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1000.0)]
    [InlineData(null)]
    public void Clipping_agrees_with_torchs_and_returns_the_norm_before_it(double? limit)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        var gradient = randn(1000);
        var parameter = new Parameter(zeros(1000)) { grad = gradient.clone() };
        var norm = nn.utils.clip_grad_norm_([parameter], limit ?? double.PositiveInfinity);
        using var clip = new GradientClip(limit, CPU);

        var mine = gradient.clone();
        var before = clip.Apply(mine).item<float>();

        Assert.Equal(norm, before, 1e-4);
        Assert.InRange(mine.sub(parameter.grad!).abs().max().item<float>(), 0, 1e-7f);
    }
}
