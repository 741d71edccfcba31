using TrainingDynamics.Logs;

namespace TrainingDynamics.Charts;

/// <summary>Writes one figure in one format.</summary>
delegate void FigureWriter(Figure figure, Stream stream);

/// <summary>Chooses the format and puts the file in its place whole or not at all.</summary>
static class FigureFile
{
    const string Formats = "expected .png, .svg or .pdf";

    internal static FigureWriter WriterFor(string path, string? format) => WholeFile.EndingOf(path, ".png", format) switch
    {
        ".png" => PngFigure.Write,
        ".svg" => SvgFigure.Write,
        ".pdf" => PdfFigure.Write,
        "" => throw new ChartException($"'{path}' has no extension, {Formats}"),
        var other => throw new ChartException($"'{path}' has the extension {other}, {Formats}"),
    };

    internal static void Save(string path, Action<Stream> write)
    {
        try
        {
            WholeFile.Write(path, write, isDerived: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ChartException($"cannot write '{WholeFile.NameOf(path)}': {failure.Message}", failure);
        }
    }
}

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
