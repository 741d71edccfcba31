using TrainingDynamics.Logs;

namespace TrainingDynamics.Charts;

/// <summary>Draws a figure in the format that the file's name asks for; the file appears whole or not at all.</summary>
static class FigureFile
{
    const string Formats = "expected .png, .svg or .pdf";

    internal static Action<Figure, Stream> WriterFor(string path, string? format) => WholeFile.EndingOf(path, ".png", format) switch
    {
        ".png" => PngFigure.Write,
        ".svg" => SvgFigure.Write,
        ".pdf" => PdfFigure.Write,
        "" => throw new ChartException($"'{path}' has no extension, {Formats}"),
        var other => throw new ChartException($"'{path}' has the extension {other}, {Formats}"),
    };

    internal static void Save(string path, string? format, Func<Figure> draw)
    {
        var write = WriterFor(path, format);
        using var figure = draw();
        Save(path, stream => write(figure, stream));
    }

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
/// A chart cannot be drawn from what was given, or cannot be written. The message is one line: what was found, what was
/// expected, where, and what to do.
/// </summary>
public sealed class ChartException(string message, Exception? inner = null) : Exception(message, inner);
