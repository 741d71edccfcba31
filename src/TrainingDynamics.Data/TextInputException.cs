namespace TrainingDynamics.Data;

/// <summary>
/// Something that the user gave (a task name, a folder, a file) cannot be used. The message is one line that names what was found, what was
/// expected, where, and what to do; it can be printed as it is.
/// </summary>
/// <param name="message">One line: found, expected, place, remedy.</param>
/// <param name="innerException">The failure underneath, if any.</param>
public class TextInputException(string message, Exception? innerException = null) : Exception(message, innerException);
