namespace TrainingDynamics.Engine.Optim;

/// <summary>Clipping by the global norm, as <c>torch.nn.utils.clip_grad_norm_</c> does it, without leaving the device.</summary>
sealed class GradientClip : IDisposable
{
    // The CPU's kernel sums a row in float32: over all of bert-base's gradients at once it would lose a fiftieth of the norm.
    const long RowLength = 4096;

    const double Epsilon = 1e-6; // torch's

    readonly Tensor? _limit; // []
    readonly Tensor _one; // []
    readonly Tensor _epsilon; // []

    /// <param name="maxNorm">The largest norm that passes, above 0; null clips nothing.</param>
    /// <param name="device">Where the gradients are.</param>
    public GradientClip(double? maxNorm, Device device)
    {
        _limit = maxNorm is { } limit ? Scalar(limit, device) : null;
        _one = Scalar(1, device);
        _epsilon = Scalar(Epsilon, device);
    }

    /// <summary>
    /// Scales <paramref name="gradients"/>, [M], in place so that their 2-norm is at most the limit; the caller disposes of
    /// the result.
    /// </summary>
    /// <returns>[] float32, the norm before clipping, not yet read from the device.</returns>
    public Tensor Apply(Tensor gradients)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var rows = gradients.numel() / RowLength; // R
        var whole = gradients.narrow(0, 0, rows * RowLength).view(rows, RowLength).norm(1); // [R]
        var rest = gradients.narrow(0, rows * RowLength, gradients.numel() - rows * RowLength).norm(); // []
        var norm = cat([whole, rest.view(1)]).norm(); // []
        if (_limit is not null)
        {
            gradients.mul_(_limit.div(norm.add(_epsilon)).minimum(_one));
        }

        return norm.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _limit?.Dispose();
        _one.Dispose();
        _epsilon.Dispose();
    }

    // Kept as tensors, because every number passed to an operation becomes a native object to finalize.
    static Tensor Scalar(double value, Device device) => tensor((float)value, device: device).DetachFromDisposeScope();
}
