namespace TrainingDynamics.Logs;

/// <summary>
/// A file of a run is not as it should be. The message is one line: place, what was found, what was expected
/// and, where it helps, what to do.
/// </summary>
public sealed class LogFormatException : Exception
{
    /// <param name="path">The file or folder.</param>
    /// <param name="line">1-based line, in a Parquet file row; 0 when the whole file is meant.</param>
    /// <param name="problem">What was found, expected and what to do, without the place.</param>
    /// <param name="inner">The parser's own exception, if any.</param>
    public LogFormatException(string path, long line, string problem, Exception? inner = null)
        : base((line > 0 ? $"{path}, {UnitOf(path)} {line}: {problem}" : $"{path}: {problem}").ReplaceLineEndings(" "), inner)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>1-based; 0 when the whole file is meant.</summary>
    public long Line { get; }

    /// <summary>What a file's records are called: <c>row</c> if the name ends in .parquet, else <c>line</c>.</summary>
    public static string UnitOf(string path) =>
        path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? "row" : "line";
}
