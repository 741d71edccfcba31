namespace TrainingDynamics.Cli;

/// <summary>An option's value is wrong; the message is one line.</summary>
sealed class UsageException(string message) : Exception(message);
