namespace TrainingDynamics.Hub;

/// <summary>How patient a <see cref="HubClient"/> is, and whom it tells.</summary>
public sealed record HubClientOptions
{
    /// <summary>
    /// Told, one line each, what a user should know though it is no failure: a cached file stands in for an unreachable
    /// server, another process is downloading the same file, the disk is short. Called on the calling thread's behalf
    /// from any thread.
    /// </summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Requests in a row without a byte of progress before giving up; at least 1.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>To establish a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest silence of a server: until its answer begins, and between any two pieces of it.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before the second attempt; doubles from attempt to attempt up to eight times as much.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest <c>Retry-After</c> that is waited for; beyond it the download fails at once and says so.
    /// </summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How the pauses between attempts are made.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>The time of day against which a <c>Retry-After</c> date is held.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
