namespace TrainingDynamics.Charts;

/// <summary>
/// A chart cannot be drawn from what was given, or cannot be written; the message is one line for a user.
/// </summary>
public sealed class ChartException : Exception
{
    /// <param name="message">What was found, what was expected, where, and what to do; one line.</param>
    public ChartException(string message) : base(message) { }

    /// <param name="message">What was found, what was expected, where, and what to do; one line.</param>
    /// <param name="innerException">The failure of the file system underneath.</param>
    public ChartException(string message, Exception innerException) : base(message, innerException) { }
}
