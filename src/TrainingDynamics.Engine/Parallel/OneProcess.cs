namespace TrainingDynamics.Engine.Parallel;

/// <summary>A run in one process.</summary>
sealed class OneProcess : ICollective
{
    public int Rank => 0;

    public int LocalRank => 0;

    public int Size => 1;

    public string Name => "none";

    public void Sum(Tensor values)
    {
        // The sum of one is itself.
    }

    public void Broadcast(Tensor values)
    {
        // They are process 0's.
    }

    public Tensor Gather(Tensor mine)
    {
        using var noGradient = no_grad();
        return mine.unsqueeze(0); // [1, …]
    }

    public void Abort(string message, int exitCode)
    {
        // Nobody waits.
    }

    public void Dispose()
    {
        // Holds nothing.
    }
}
