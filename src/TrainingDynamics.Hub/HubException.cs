namespace TrainingDynamics.Hub;

/// <summary>
/// A file or listing could not be had from the Hub or its cache. The message is one line that says what was asked for,
/// what happened and what to do; it never contains the token nor the query of a signed address.
/// </summary>
public sealed class HubException : Exception
{
    internal HubException(HubFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public HubFault Fault { get; }

    /// <summary>Worth asking again after a pause.</summary>
    internal bool IsTransient { get; init; }

    /// <summary>How long the server asked to wait; null when it did not say.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>The commit in which the server did not find the file; null when it did not say.</summary>
    internal string? Commit { get; init; }
}
