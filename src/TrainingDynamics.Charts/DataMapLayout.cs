namespace TrainingDynamics.Charts;

/// <summary>
/// Where the panels of a map lie, in units of the figure. The padding is fixed, not measured from the labels, so that data
/// areas share their top and bottom lines.
/// </summary>
sealed record DataMapLayout(int Width, int Height, PixelRect Scatter, PixelRect[] Histograms, float GlyphSize)
{
    /// <summary>Room around a data area for ticks, labels and, above the scatter, the title.</summary>
    internal static readonly PixelPadding ScatterPadding = new(left: 88, right: 14, bottom: 80, top: 62);

    internal static readonly PixelPadding HistogramPadding = new(left: 84, right: 22, bottom: 74, top: 0);

    internal static DataMapLayout Alone { get; } = new(1000, 750, new PixelRect(0, 1000, 750, 0), [], GlyphSize: 6.6f);

    internal static DataMapLayout WithHistograms { get; } = Beside(1400, 1000, scatterWidth: 1058, gap: 20);

    static DataMapLayout Beside(int width, int height, float scatterWidth, float gap)
    {
        var top = ScatterPadding.Top;
        var bottom = height - ScatterPadding.Bottom + HistogramPadding.Bottom;
        var pitch = (bottom - top + gap) / 3;
        PixelRect[] histograms =
        [
            .. Enumerable.Range(0, 3).Select(row => new PixelRect(
                left: scatterWidth, right: width, bottom: top + (row + 1) * pitch - gap, top: top + row * pitch)),
        ];
        return new(width, height, new PixelRect(0, scatterWidth, height, 0), histograms, GlyphSize: 7.6f);
    }
}
