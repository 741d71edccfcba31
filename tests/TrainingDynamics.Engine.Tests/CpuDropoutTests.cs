using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class CpuDropoutTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void The_share_of_zeros_is_the_probability_and_the_rest_is_scaled_up(double probability)
    {
        using var scope = NewDisposeScope();
        using var dropout = new CpuDropout(1);
        dropout.BeginPass();
        const int n = 1_000_000;

        var dropped = dropout.Apply(ones(n), probability);

        var zeros = dropped.eq(0).sum().item<long>();
        // Five standard deviations of a binomial count.
        var spread = 5 * Math.Sqrt(n * probability * (1 - probability));
        Assert.InRange(zeros, n * probability - spread, n * probability + spread);
        Assert.True(dropped.masked_select(dropped.ne(0)).eq((float)(1 / (1 - probability))).all().item<bool>());
    }

    [Fact]
    public void Neighbouring_elements_and_successive_masks_are_uncorrelated()
    {
        using var scope = NewDisposeScope();
        using var dropout = new CpuDropout(2);
        dropout.BeginPass();
        const int n = 1 << 20;
        var a = dropout.Apply(ones(n), 0.5).sub(1);
        var b = dropout.Apply(ones(n), 0.5).sub(1);
        // The standard error of a correlation of n pairs is 1 / sqrt(n) = 0.001; five of them.
        Assert.InRange(a.mul(b).mean().item<float>(), -0.005f, 0.005f);
        foreach (var lag in new[] { 1, 8, 32, 64 })
        {
            Assert.InRange(a.narrow(0, lag, n - lag).mul(a.narrow(0, 0, n - lag)).mean().item<float>(), -0.005f, 0.005f);
        }
    }

    [Fact]
    public void Masks_depend_on_the_seed_and_continue_from_a_saved_state()
    {
        using var scope = NewDisposeScope();
        using var one = new CpuDropout(3);
        using var other = new CpuDropout(4);
        var first = one.Apply(ones(1000), 0.5);
        Assert.False(first.equal(other.Apply(ones(1000), 0.5)).all().item<bool>());

        var state = one.State;
        var next = one.Apply(ones(1000), 0.5);
        other.State = state;
        Assert.True(next.equal(other.Apply(ones(1000), 0.5)).all().item<bool>());
        Assert.Throws<ArgumentException>(() => one.State = [1, 2, 3]);
    }

    [Fact]
    public void Masks_of_one_pass_stay_until_backward_whether_or_not_they_fit_the_buffer()
    {
        using var scope = NewDisposeScope();
        using var dropout = new CpuDropout(5);
        foreach (var elements in new[] { 100, 5000, 70 })
        {
            dropout.BeginPass();
            var x = ones(elements).requires_grad_(true);
            var y = ones(2 * elements).requires_grad_(true);
            var dropped = dropout.Apply(x, 0.5);
            var other = dropout.Apply(y, 0.5);
            (dropped.sum() + other.sum()).backward();
            Assert.True(dropped.equal(x.grad!).all().item<bool>());
            Assert.True(other.equal(y.grad!).all().item<bool>());
        }
    }

    [Fact]
    public void Probability_zero_gives_the_tensor_itself()
    {
        using var dropout = new CpuDropout(6);
        using var x = ones(3);
        Assert.Same(x, dropout.Apply(x, 0));
    }
}
