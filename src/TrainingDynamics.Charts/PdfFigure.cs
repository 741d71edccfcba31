namespace TrainingDynamics.Charts;

/// <summary>A figure as one page of outlines and real text, its font embedded.</summary>
static class PdfFigure
{
    /// <remarks>
    /// No dates in the metadata, so that the same figure gives the same bytes. They are made in memory first: Skia asks a stream
    /// for its position, which a pipe does not have, and an exception from a full disk within its native code ends the process.
    /// </remarks>
    internal static void Write(Figure figure, Stream stream)
    {
        var metadata = new SKDocumentPdfMetadata { Title = figure.Title, Creator = "TrainingDynamics" };
        using var made = new SKDynamicMemoryWStream();
        using var document = SKDocument.CreatePdf(made, metadata);
        figure.Render(document.BeginPage(figure.Width, figure.Height));
        document.EndPage();
        document.Close();
        using SKData data = made.DetachAsData();
        data.SaveTo(stream);
    }
}
