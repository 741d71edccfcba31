namespace TrainingDynamics.Data;

/// <summary>
/// Something the user gave (a task name, a folder, a file) cannot be used. The message is one line that names what
/// was found, what was expected, where, and what to do; it is fit to be printed as it is.
/// </summary>
public class TextInputException : Exception
{
    /// <summary>One line: found, expected, place, remedy.</summary>
    public TextInputException(string message)
        : base(message)
    {
    }

    /// <summary>As above, with the failure that lies underneath.</summary>
    public TextInputException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
