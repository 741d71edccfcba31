namespace TrainingDynamics.EndToEnd.Tests;

/// <summary>How a process ended and what it printed.</summary>
sealed record TdResult(int ExitCode, string Output, string Error)
{
    /// <summary>The one line of standard error.</summary>
    public string ErrorLine
    {
        get
        {
            var lines = Error.TrimEnd('\n').Split('\n');
            return lines.Length == 1 ? lines[0] : throw new InvalidDataException($"expected one line on standard error, found: {Error}");
        }
    }
}
