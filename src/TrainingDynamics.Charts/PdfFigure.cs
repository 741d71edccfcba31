using SkiaSharp;

namespace TrainingDynamics.Charts;

/// <summary>A figure as one page of outlines and real text, its font embedded.</summary>
static class PdfFigure
{
    /// <remarks>No dates in the metadata: the same figure gives the same bytes.</remarks>
    internal static void Write(Figure figure, Stream stream)
    {
        var metadata = new SKDocumentPdfMetadata { Title = figure.Title, Creator = "TrainingDynamics" };
        using SKDocument document = SKDocument.CreatePdf(stream, metadata);
        figure.Render(document.BeginPage(figure.Width, figure.Height));
        document.EndPage();
        document.Close();
    }
}
