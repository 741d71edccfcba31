namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Division by the root of the mean square, in float32 whatever the passes are, then a gain; no mean is taken off. Source: Zhang
/// and Sennrich 2019, in the order of Hugging Face's Llama.
/// </summary>
sealed class RmsNorm(double epsilon, Device device) : IDisposable
{
    readonly Tensor _epsilon = tensor((float)epsilon, device: device).DetachFromDisposeScope(); // []

    /// <summary>x: […, W]; gain: [W]; result: […, W].</summary>
    public Tensor Apply(Tensor x, Tensor gain)
    {
        var wide = x.to(ScalarType.Float32);
        var scale = wide.square().mean([-1], keepdim: true).add(_epsilon).rsqrt(); // […, 1]
        return wide.mul(scale).to(x.dtype).mul(gain);
    }

    public void Dispose() => _epsilon.Dispose();
}
