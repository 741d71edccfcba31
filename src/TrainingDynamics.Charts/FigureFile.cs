namespace TrainingDynamics.Charts;

/// <summary>Writes one figure in one format.</summary>
delegate void FigureWriter(Figure figure, Stream stream);

/// <summary>Chooses the format and puts the file in its place whole or not at all.</summary>
static class FigureFile
{
    const string Formats = "expected .png, .svg or .pdf";

    internal static FigureWriter WriterFor(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => PngFigure.Write,
        ".SVG" => SvgFigure.Write,
        ".PDF" => PdfFigure.Write,
        "" => throw new ChartException($"'{path}' has no extension, {Formats}"),
        _ => throw new ChartException($"'{path}' has the extension {Path.GetExtension(path)}, {Formats}"),
    };

    internal static void Save(string path, Action<Stream> write)
    {
        string partial = path + ".partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (FileStream stream = File.Create(partial))
                write(stream);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ChartException($"cannot write '{path}': {failure.Message}", failure);
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }
}
