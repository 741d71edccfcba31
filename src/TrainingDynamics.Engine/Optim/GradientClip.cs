using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Optim;

/// <summary>Clipping by the global norm, as <c>torch.nn.utils.clip_grad_norm_</c> does it, without leaving the device.</summary>
public sealed class GradientClip : IDisposable
{
    const float Epsilon = 1e-6f; // torch's

    readonly float? _maxNorm;
    readonly Tensor? _limit; // []
    readonly Tensor _one; // []
    readonly Tensor _epsilon; // []

    /// <param name="maxNorm">The largest norm that passes, above 0; null clips nothing.</param>
    /// <param name="device">Where the gradients are.</param>
    public GradientClip(double? maxNorm, Device device)
    {
        _maxNorm = (float?)maxNorm;
        _limit = maxNorm is { } limit ? Scalar(limit, device) : null;
        _one = Scalar(1, device);
        _epsilon = Scalar(Epsilon, device);
    }

    /// <summary>
    /// Scales <paramref name="gradients"/>, [N], in place so that their 2-norm is at most the limit; the caller disposes of
    /// the result.
    /// </summary>
    /// <returns>[] float32, the norm before clipping, not yet read from the device.</returns>
    public Tensor Apply(Tensor gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var norm = gradients.norm(); // []
        if (_limit is not null)
            gradients.mul_(_limit.div(norm.add(_epsilon)).minimum(_one));
        return norm.MoveToOuterDisposeScope();
    }

    /// <summary>What gradients of this norm are multiplied by, at most 1; NaN for a norm that is NaN.</summary>
    internal float Factor(float norm) => _maxNorm is { } limit ? MathF.Min(limit / (norm + Epsilon), 1) : 1;

    /// <inheritdoc/>
    public void Dispose()
    {
        _limit?.Dispose();
        _one.Dispose();
        _epsilon.Dispose();
    }

    // Kept as tensors, because each number passed to an operation is a native object to finalize.
    static Tensor Scalar(double value, Device device) => tensor((float)value, device: device).DetachFromDisposeScope();
}
