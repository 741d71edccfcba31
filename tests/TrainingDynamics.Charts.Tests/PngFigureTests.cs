using SkiaSharp;

namespace TrainingDynamics.Charts.Tests;

public sealed class PngFigureTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, 2.0, 2800, 2000)]
    [InlineData(false, 0.5, 700, 500)]
    [InlineData(true, 2.0, 2000, 1500)]
    public void Size_is_the_figure_times_its_scale(bool compact, double scale, int width, int height)
    {
        using SKBitmap picture = Draw(new() { Compact = compact, Scale = scale });
        Assert.Equal((width, height), (picture.Width, picture.Height));
    }

    [Fact]
    public void Title_is_ink_on_the_strip_above_the_scatter()
    {
        using SKBitmap titled = Draw(new() { Title = "sst2-bert-tiny Data Map", Scale = 1 });
        using SKBitmap bare = Draw(new() { Title = "", Scale = 1 });
        Assert.Equal(0, DarkPixels(bare));
        // 20 letters, none of fewer than 30 dark pixels at this size; a font without glyphs would leave none.
        Assert.InRange(DarkPixels(titled), 600, 10_000);

        static int DarkPixels(SKBitmap picture) =>
            Pixels(picture, new SKRectI(88, 0, 1040, 58)).Count(color => color.Red < 100);
    }

    [Fact]
    public void Points_show_in_the_colour_of_their_class()
    {
        using SKBitmap right = Draw([new(0.05, 0.7, 1), new(0.1, 0.7, 1)]);
        using SKBitmap wrong = Draw([new(0.05, 0.7, 0), new(0.1, 0.7, 0)]);
        var around = new SKRectI(100, 270, 1000, 440); // confidence 0.7, without legend and labels
        Assert.Contains(Pixels(right, around), color => color.Blue > color.Red + 80);
        Assert.DoesNotContain(Pixels(right, around), color => color.Red > color.Blue + 80);
        Assert.Contains(Pixels(wrong, around), color => color.Red > color.Blue + 80);
        Assert.DoesNotContain(Pixels(wrong, around), color => color.Blue > color.Red + 80);
    }

    [Fact]
    public void Density_shows_the_mean_correctness_of_a_cell_and_is_stronger_where_more_points_are()
    {
        DataMapPoint[] points =
        [
            .. Enumerable.Repeat(new DataMapPoint(0.05, 0.7, 1), 200), .. Enumerable.Repeat(new DataMapPoint(0.05, 0.7, 0.9), 200), new(0.1, 0.7, 1),
        ];
        using SKBitmap picture = Draw(points, new() { Density = true, Scale = 1, MaxPoints = 1 });
        var around = new SKRectI(100, 270, 1000, 440); // confidence 0.7, without legend and labels
        SKColor[] blue = [.. Pixels(picture, around).Where(color => color.Blue > color.Red + 20).Distinct()];
        // Two cells of one colour each, drawn over white and perhaps cut by a pixel's edge; the lone point's is paler.
        Assert.InRange(blue.Length, 2, 18);
        Assert.True(blue.Min(color => (int)color.Red) + 40 < blue.Max(color => (int)color.Red));
        Assert.Contains(Pixels(picture, around), color => color.Blue > color.Red + 80);
        Assert.DoesNotContain(Pixels(picture, around), color => color.Red > color.Blue + 20);
    }

    [Fact]
    public void Every_corner_is_white_and_opaque()
    {
        using SKBitmap picture = Draw(new() { Scale = 1 });
        foreach (var (x, y) in new[] { (0, 0), (1399, 0), (0, 999), (1399, 999) })
        {
            Assert.Equal(SKColors.White, picture.GetPixel(x, y));
        }
    }

    SKBitmap Draw(DataMapOptions options) => Draw(SimulatedRun.Points(300, epochs: 5), options);

    SKBitmap Draw(DataMapPoint[] points, DataMapOptions? options = null)
    {
        new DataMapChart(points, options ?? new() { Scale = 1 }).Save(_folder["map.png"]);
        return SKBitmap.Decode(_folder["map.png"]);
    }

    static IEnumerable<SKColor> Pixels(SKBitmap picture, SKRectI part) =>
        from y in Enumerable.Range(part.Top, part.Height)
        from x in Enumerable.Range(part.Left, part.Width)
        select picture.GetPixel(x, y);
}
