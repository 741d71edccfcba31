using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// torch's own dropout: fast on CUDA; on the CPU it draws one number after the other and takes a third of a small model's
/// step. Draws from torch's global generator of the device.
/// </summary>
public sealed class NativeDropout : IDropout
{
    /// <inheritdoc/>
    public void BeginPass()
    {
        // torch allocates a mask per call and keeps it with the graph.
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor x, double probability) =>
        probability == 0 ? x : nn.functional.dropout(x, probability, training: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds nothing.
    }
}
