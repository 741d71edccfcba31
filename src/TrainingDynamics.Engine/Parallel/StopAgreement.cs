namespace TrainingDynamics.Engine.Parallel;

/// <summary>
/// Ends all processes at the same place when one of them is asked to stop: a process that stopped alone would leave
/// the others waiting in their next sum. A single process stops as soon as it is asked.
/// </summary>
sealed class StopAgreement(ICollective processes, CancellationToken asked) : IDisposable
{
    readonly CancellationTokenSource _agreed = new();

    /// <summary>With one process the token that it was given; with several cancelled when all agree.</summary>
    public CancellationToken Token => processes.Size == 1 ? asked : _agreed.Token;

    /// <summary>Called by all processes at the same place.</summary>
    /// <exception cref="OperationCanceledException">One of them was asked to stop.</exception>
    public void Agree()
    {
        if (processes.Size > 1)
        {
            using var wish = tensor(asked.IsCancellationRequested ? 1f : 0f); // []
            processes.Sum(wish);
            if (wish.item<float>() > 0)
            {
                _agreed.Cancel();
            }
        }

        Token.ThrowIfCancellationRequested();
    }

    public void Dispose() => _agreed.Dispose();
}
