namespace TrainingDynamics.Logs;

/// <summary>
/// A run folder is missing, taken or cannot be written to. The message is one line that says what to do.
/// </summary>
public sealed class RunFolderException(string message, Exception? inner = null) : Exception(message, inner);
