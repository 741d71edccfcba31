namespace TrainingDynamics.Charts;

/// <summary>Panels on a white page, drawn on the canvas of any format.</summary>
sealed class Figure(
    int width, int height, double scale, string title, IReadOnlyList<Panel> panels, DataMapScatter scatter)
    : IDisposable
{
    bool _laidOut;

    internal int Width => width;

    internal int Height => height;

    internal double Scale => scale;

    internal string Title => title;

    internal DataMapScatter Scatter => scatter;

    internal void Render(SKCanvas canvas)
    {
        LayOut();
        using var white = new SKPaint { Color = SKColors.White };
        canvas.DrawRect(0, 0, width, height, white);
        foreach (var panel in panels)
        {
            panel.Plot.Render(canvas, panel.Place);
        }
    }

    public void Dispose()
    {
        scatter.Dispose();
        foreach (var panel in panels)
        {
            panel.Plot.Dispose();
        }
    }

    /// <remarks>
    /// ScottPlot draws a plot twice when its limits have changed since the last time, which is always so the first time: a PDF
    /// would hold everything twice.
    /// </remarks>
    void LayOut()
    {
        if (_laidOut)
        {
            return;
        }

        _laidOut = true;
        scatter.IsVisible = false;
        using var nowhere = new SKNoDrawCanvas(width, height);
        foreach (var panel in panels)
        {
            panel.Plot.RenderManager.ClearCanvasBeforeEachRender = false;
            panel.Plot.Render(nowhere, panel.Place);
        }
        scatter.IsVisible = true;
    }
}

/// <summary>One pair of axes and its place in the figure, labels included, in units of the figure.</summary>
readonly record struct Panel(Plot Plot, PixelRect Place);
