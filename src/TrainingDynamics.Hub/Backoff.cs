namespace TrainingDynamics.Hub;

/// <summary>Counts failed attempts in a row and pauses between them; one instance per file or listing.</summary>
sealed class Backoff(HubClientOptions options, int attempts)
{
    int _failures;

    public void Reset() => _failures = 0;

    /// <summary>Pauses before the next attempt; throws <paramref name="cause"/> after the last one.</summary>
    public async Task PauseAsync(HubException cause, CancellationToken cancellation)
    {
        if (++_failures >= attempts)
        {
            throw cause;
        }

        var pause = options.FirstDelay * Math.Min(8, 1 << Math.Min(_failures - 1, 3));
        await options.Delay(cause.RetryAfter > pause ? cause.RetryAfter.Value : pause, cancellation);
    }
}
