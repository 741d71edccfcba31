using TrainingDynamics.Engine.Parallel;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>A process of several that says who it is and talks to nobody.</summary>
sealed class RankedProcess(int rank, int size) : ICollective
{
    public int Rank => rank;

    public int LocalRank => rank;

    public int Size => size;

    public string Name => "test";

    public void Sum(Tensor values) => throw new NotSupportedException();

    public void Broadcast(Tensor values) => throw new NotSupportedException();

    public Tensor Gather(Tensor mine) => throw new NotSupportedException();

    public void Abort(string message, int exitCode) => throw new NotSupportedException();

    public void Dispose()
    {
        // Holds nothing.
    }
}
