namespace TrainingDynamics.Cli;

/// <summary>Texts of data and files on their way to a terminal.</summary>
static class TerminalText
{
    /// <summary>
    /// The same in one line that cannot steer the terminal: a question mark for every control character, for a name or a
    /// text of somebody else's file may hold escape sequences.
    /// </summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
    }
}
