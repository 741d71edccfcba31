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
