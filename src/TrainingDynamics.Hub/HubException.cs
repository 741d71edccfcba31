namespace TrainingDynamics.Hub;

/// <summary>
/// A file or listing is not available from the Hub or its cache. The message is one line that says what was requested, what happened and what to
/// do; it never contains the token or the query of a signed address.
/// </summary>
public sealed class HubException : Exception
{
    internal HubException(HubFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>The kind of failure.</summary>
    public HubFault Fault { get; }

    /// <summary>True where a later attempt may succeed.</summary>
    internal bool IsTransient { get; init; }

    /// <summary>The pause that the server asked for; null where it did not say.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>The commit in which the server did not find the file; null where it did not say.</summary>
    internal string? Commit { get; init; }
}
