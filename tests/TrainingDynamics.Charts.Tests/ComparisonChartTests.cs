using SkiaSharp;

namespace TrainingDynamics.Charts.Tests;

public sealed class ComparisonChartTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static ComparisonPoint[] Changes(int count)
    {
        DataMapPoint[] a = SimulatedRun.Points(count, epochs: 7, seed: 1), b = SimulatedRun.Points(count, epochs: 7, seed: 2);
        return [.. a.Zip(b, (a, b) => new ComparisonPoint(
            b.Variability - a.Variability, b.Confidence - a.Confidence, b.CorrectnessFraction - a.CorrectnessFraction))];
    }

    [Theory]
    [InlineData("png")]
    [InlineData("svg")]
    [InlineData("pdf")]
    public void Save_twice_gives_the_same_bytes(string format)
    {
        new ComparisonChart(Changes(300)).Save(_folder[$"first.{format}"]);
        new ComparisonChart(Changes(300)).Save(_folder[$"second.{format}"]);
        Assert.Equal(File.ReadAllBytes(_folder[$"first.{format}"]), File.ReadAllBytes(_folder[$"second.{format}"]));
    }

    [Fact]
    public void A_point_lies_where_its_changes_are_and_has_the_colour_of_its_change_of_correctness()
    {
        // One in each half; the range is the greatest change, so both lie near the frame.
        ComparisonPoint[] points = [new(-0.2, 0.4, 1), new(0.2, -0.4, -1)];
        new ComparisonChart(points, new() { Scale = 1, Compact = true }).Save(_folder["map.png"]);
        using var picture = SKBitmap.Decode(_folder["map.png"]);
        SKColor better = Near(88 + 898 * 0.022, 62 + 608 * 0.022), worse = Near(88 + 898 * 0.978, 62 + 608 * 0.978);
        Assert.True(better.Red > better.Blue + 80, $"{better}");
        Assert.True(worse.Blue > worse.Red + 80, $"{worse}");

        SKColor Near(double x, double y) => picture.GetPixel((int)x, (int)y);
    }

    [Fact]
    public void No_points_and_changes_out_of_range_are_refused()
    {
        var none = Assert.Throws<ChartException>(() => new ComparisonChart([]));
        Assert.StartsWith("a comparison needs at least 1 point, found none", none.Message, StringComparison.Ordinal);
        var beyond = Assert.Throws<ChartException>(() => new ComparisonChart([new(0, 0, 0), new(0, 1.25, 0)]));
        Assert.Equal(
            "change of confidence of point 1 (counted from 0) is 1.25, expected a number from -1 to 1; look at that row of the metrics",
            beyond.Message);
    }

    [Fact]
    public void Runs_that_are_equal_are_drawn_too()
    {
        new ComparisonChart([new(0, 0, 0)]).Save(_folder["none.svg"]);
        Assert.Single(_folder.Files);
    }
}
