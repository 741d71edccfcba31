namespace TrainingDynamics.Charts;

/// <summary>
/// The points of a map, drawn one by one in the given order, so that no class hides another; ScottPlot's own scatter has one
/// marker for all points.
/// </summary>
sealed class DataMapScatter(Mark[] points, CorrectnessClass[] listed, float size) : IPlottable, IDisposable
{
    readonly SKPaint _edge = GlyphPaint.Edge();
    readonly Dictionary<CorrectnessClass, SKPaint> _fills = listed.ToDictionary(one => one, GlyphPaint.Fill);

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    /// <summary>
    /// Draws the points on a canvas; null: each as two outlines. A format with a shorter or quicker way sets it.
    /// </summary>
    internal Action<SKCanvas, IEnumerable<PlacedGlyph>>? DrawInstead { get; set; }

    /// <remarks>Every other class if a legend has no room for all: neighbours' colours hardly differ.</remarks>
    public IEnumerable<LegendItem> LegendItems => listed.Where(Shown).Select(one => new LegendItem
    {
        LabelText = one.Label,
        MarkerStyle = new MarkerStyle { CustomRenderer = new LegendGlyph(one), Size = size * 1.6f },
    });

    bool Shown(CorrectnessClass one) => listed.Length <= CorrectnessClass.Count || one.Tenths % 2 == 0;

    /// <remarks>The map fixes its limits itself.</remarks>
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <summary>Count the points in cells instead of drawing each.</summary>
    internal bool IsDensity { get; init; }

    public void Render(RenderPack rp)
    {
        if (IsDensity)
        {
            var cells = new DensityCells(rp.DataRect);
            foreach (var point in points)
            {
                cells.Add(Axes.GetPixel(new Coordinates(point.X, point.Y)), point.Class);
            }

            cells.Draw(rp.Canvas);
            return;
        }

        var placed = points.Select(Place);
        if (DrawInstead is not null)
        {
            DrawInstead(rp.Canvas, placed);
        }
        else
        {
            foreach (var glyph in placed)
            {
                GlyphPaint.Draw(rp.Canvas, glyph, _fills[glyph.Class], _edge);
            }
        }
    }

    public void Dispose()
    {
        _edge.Dispose();
        foreach (var fill in _fills.Values)
        {
            fill.Dispose();
        }
    }

    PlacedGlyph Place(Mark point)
    {
        var at = Axes.GetPixel(new Coordinates(point.X, point.Y));
        return new(point.Class, at.X, at.Y, size);
    }
}

/// <summary>One example in the units of the axes.</summary>
readonly record struct Mark(double X, double Y, CorrectnessClass Class);

/// <summary>The mark of one class in the legend, opaque: alone on white it needs no transparency.</summary>
sealed class LegendGlyph(CorrectnessClass one) : IMarker
{
    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        using var fill = GlyphPaint.Fill(one);
        fill.Color = one.Color.ToSKColor();
        using var edge = GlyphPaint.Edge();
        GlyphPaint.Draw(canvas, new PlacedGlyph(one, center.X, center.Y, size), fill, edge);
    }
}
