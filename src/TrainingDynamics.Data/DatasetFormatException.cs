namespace TrainingDynamics.Data;

/// <summary>
/// A data file is missing or does not have its task's layout. The message starts with <c>path, line N:</c>, or <c>path:</c> where the fault is not
/// in one line.
/// </summary>
/// <param name="path">The file or folder at fault.</param>
/// <param name="line">1-based line of the file; null when the whole file is at fault.</param>
/// <param name="problem">Found, expected, and what to do, without the place.</param>
/// <param name="innerException">The failure underneath, if any.</param>
public sealed class DatasetFormatException(string path, int? line, string problem, Exception? innerException = null)
    : TextInputException(line is null ? $"{path}: {problem}" : $"{path}, line {line}: {problem}", innerException)
{
    /// <summary>The file or folder at fault.</summary>
    public string Path => path;

    /// <summary>1-based; null when the fault is not in one line.</summary>
    public int? Line => line;

    internal string Problem => problem;
}
