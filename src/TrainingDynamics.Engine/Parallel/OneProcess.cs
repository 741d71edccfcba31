using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Parallel;

/// <summary>A run in one process: nothing to talk about.</summary>
public sealed class OneProcess : ICollective
{
    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int LocalRank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public void Sum(Tensor values)
    {
        // Of one is itself.
    }

    /// <inheritdoc/>
    public void Broadcast(Tensor values)
    {
        // Has them.
    }

    /// <inheritdoc/>
    public Tensor Gather(Tensor mine)
    {
        ArgumentNullException.ThrowIfNull(mine);
        using var noGradient = no_grad();
        return mine.unsqueeze(0); // [1, …]
    }

    /// <inheritdoc/>
    public void Abort(string message, int exitCode)
    {
        // Nobody waits.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds nothing.
    }
}
