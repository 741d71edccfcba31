namespace TrainingDynamics.Hub;

/// <summary>Time limits of a <see cref="HubClient"/>, and its warnings.</summary>
public sealed record HubClientOptions
{
    /// <summary>
    /// Gets warnings, one line each: a cached file replaces an unreachable server, another process is downloading the same file, the disk is short
    /// of space. Called from any thread.
    /// </summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Requests in a row without a byte of progress before giving up; at least 1.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Limit for establishing a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest silence of a server: until its answer begins, and between any two pieces of it.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before the second attempt; doubles from attempt to attempt up to eight times as much.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest <c>Retry-After</c> that is accepted; beyond it the download fails at once and says so.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Makes the pauses between attempts.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>The clock for a <c>Retry-After</c> date.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
