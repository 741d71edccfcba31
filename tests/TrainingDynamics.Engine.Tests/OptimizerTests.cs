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
                parameters.Gradients.copy_(randn(layout.Length).mul(step % 3));
            foreach (var (name, slice) in layout.Slices)
                oracle[name].grad = parameters.Gradients.narrow(0, slice.Offset, slice.Elements).view([.. slice.Shape]).clone();
            fused.Step(1e-2);
            adamW.step();
        }

        // Values of the order of 1; 200 updates of 0.01 that may each round differently by one part in 1.7e7.
        foreach (var (name, parameter) in oracle)
            Assert.InRange(parameter.sub(parameters.View(name)).abs().max().item<float>(), 0, 2e-6f);
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 0.01)]
    [InlineData(1, null)]
    public void The_CPUs_own_update_is_that_of_clipping_FusedAdamW_and_zeroing_in_turn(int threads, double? limit)
    {
        using var scope = NewDisposeScope();
        set_num_threads(threads);
        try
        {
            // No size is a multiple of a vector's; the first has words without gradients, which whole blocks of the update hold.
            var layout = new ParameterLayout([
                new(["a.weight"], [4001, 13], InitialValue.Normal, Decayed: true),
                new(["a.bias"], [7], InitialValue.Normal, Decayed: false),
                new(["b.weight"], [3, 7], InitialValue.Normal, Decayed: true),
            ]);
            using FlatParameters mine = new(layout, CPU), theirs = new(layout, CPU);
            using FusedAdamW host = new(mine, weightDecay: 0.1), torchs = new(theirs, weightDecay: 0.1);
            torchs.UsesHostUpdate = false;
            Assert.True(host.UsesHostUpdate);
            using var clip = new GradientClip(limit, CPU);
            mine.Initialize(0.1, 1);
            theirs.Initialize(0.1, 1);
            random.manual_seed(4);
            for (var step = 0; step < 40; step++)
            {
                using var each = NewDisposeScope();
                using (no_grad())
                {
                    var gradients = randn(layout.Length).mul(step % 3); // every third step has none
                    gradients.narrow(0, 500 * (step % 7), 20_000).zero_();
                    mine.Gradients.copy_(gradients);
                    theirs.Gradients.copy_(gradients);
                }

                // Every fifth is left out.
                Tensor? LeftOut(Tensor norm) => tensor(step % 5 == 4 ? 1f : 0f);
                var (a, b) = (host.Update(clip, 1e-2, LeftOut).item<float>(), torchs.Update(clip, 1e-2, LeftOut).item<float>());

                Assert.Equal(b, a, 1e-5f * b); // torch sums in float32, this in float64
                Assert.False(mine.Gradients.any().item<bool>());
                Assert.Equal(torchs.StepsTaken(), host.StepsTaken());
            }

            Assert.Equal(32, host.StepsTaken());
            // Values below 1, so at most 6e-8 apart from their neighbours; each of 32 updates may round differently by half of that.
            Assert.InRange(Difference(mine.Values, theirs.Values), 0, 1e-6f);
            Assert.InRange(Difference(host.FirstMoment, torchs.FirstMoment), 0, 1e-6f);
            Assert.InRange(Difference(host.SecondMoment, torchs.SecondMoment), 0, 1e-6f);
        }
        finally
        {
            set_num_threads(1);
        }

        static float Difference(Tensor a, Tensor b) => a.sub(b).abs().max().item<float>();
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
            parameters.Gradients.narrow(0, 1777, 1).fill_(bad);

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
