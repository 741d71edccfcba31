using System.Diagnostics;
using Xunit.Abstractions;

namespace TrainingDynamics.Charts.Tests;

public sealed class DataMapChartTests(ITestOutputHelper output) : IDisposable
{
    static readonly DataMapPoint[] Points = SimulatedRun.Points(500, epochs: 5);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("png")]
    [InlineData("svg")]
    [InlineData("pdf")]
    public void Save_twice_gives_the_same_bytes(string format)
    {
        new DataMapChart(Points).Save(_folder[$"first.{format}"]);
        new DataMapChart(Points).Save(_folder[$"second.{format}"]);
        Assert.Equal(File.ReadAllBytes(_folder[$"first.{format}"]), File.ReadAllBytes(_folder[$"second.{format}"]));
    }

    [Fact]
    public void Save_from_one_chart_in_every_format_is_as_good_as_from_three()
    {
        var chart = new DataMapChart(Points);
        foreach (var format in new[] { "svg", "pdf", "png" })
        {
            chart.Save(_folder[$"same.{format}"]);
            new DataMapChart(Points).Save(_folder[$"own.{format}"]);
            Assert.Equal(File.ReadAllBytes(_folder[$"own.{format}"]), File.ReadAllBytes(_folder[$"same.{format}"]));
        }
    }

    [Fact]
    public void Density_is_drawn_in_every_format_and_takes_little_room()
    {
        foreach (var format in new[] { "svg", "pdf", "png" })
        {
            new DataMapChart(SimulatedRun.Points(20_000, 5), new() { Density = true }).Save(_folder[$"density.{format}"]);
            Assert.InRange(new FileInfo(_folder[$"density.{format}"]).Length, 20_000, 8_000_000);
        }
    }

    [Fact]
    public void Save_makes_a_missing_folder_and_leaves_only_the_picture()
    {
        new DataMapChart(Points).Save(_folder["figures/deep/map.PNG"]);
        Assert.Equal([Path.Combine("figures", "deep", "map.PNG")], _folder.Files);
    }

    [Theory]
    [InlineData("map.bmp", "'map.bmp' has the extension .bmp, expected .png, .svg or .pdf")]
    [InlineData("map", "'map' has no extension, expected .png, .svg or .pdf")]
    public void Save_to_another_extension_names_the_three(string path, string message)
    {
        var error = Assert.Throws<ChartException>(() => new DataMapChart(Points).Save(path));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Chart_of_no_points_says_so()
    {
        var error = Assert.Throws<ChartException>(() => new DataMapChart([]));
        Assert.Equal(
            "a data map needs at least 1 point, found none; look whether the metrics are empty", error.Message);
    }

    [Theory]
    [InlineData(double.NaN, 0.5, 0.5, "variability of point 2 (counted from 0) is NaN")]
    [InlineData(-0.01, 0.5, 0.5, "variability of point 2 (counted from 0) is -0.01")]
    [InlineData(0.1, 1.5, 0.5, "confidence of point 2 (counted from 0) is 1.5")]
    [InlineData(0.1, double.PositiveInfinity, 0.5, "confidence of point 2 (counted from 0) is Infinity")]
    [InlineData(0.1, 0.5, 4, "correctness fraction of point 2 (counted from 0) is 4")]
    public void Chart_of_a_bad_point_names_its_index(
        double variability, double confidence, double correctness, string start)
    {
        DataMapPoint[] points = [Points[0], Points[1], new(variability, confidence, correctness), Points[3]];
        var error = Assert.Throws<ChartException>(() => new DataMapChart(points));
        Assert.Equal($"{start}, expected a number from 0 to 1; look at that row of the metrics", error.Message);
    }

    [Fact]
    public void Chart_at_the_ends_of_every_range_is_drawn()
    {
        DataMapPoint[] corners = [new(0, 0, 0), new(0, 1, 1), new(1, 0, 0), new(1, 1, 1)];
        new DataMapChart(corners).Save(_folder["corners.png"]);
        Assert.Single(_folder.Files);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Equal("most points to draw is 0, expected at least 1", Refusal(new() { MaxPoints = 0 }));
        Assert.Equal("number of epochs is 0, expected at least 1", Refusal(new() { Epochs = 0 }));
        Assert.Equal("scale is 0, expected 0.25 to 10", Refusal(new() { Scale = 0 }));
        Assert.Equal("scale is NaN, expected 0.25 to 10", Refusal(new() { Scale = double.NaN }));
        Assert.Equal("scale is 11, expected 0.25 to 10", Refusal(new() { Scale = 11 }));

        static string Refusal(DataMapOptions options) =>
            Assert.Throws<ChartException>(() => new DataMapChart(Points, options)).Message;
    }

    [Theory]
    [InlineData("png")]
    [InlineData("svg")]
    [InlineData("pdf")]
    public void Save_of_a_whole_training_set_reports_its_time(string format)
    {
        DataMapPoint[] sst2 = SimulatedRun.Points(67_349, epochs: 5);
        var watch = Stopwatch.StartNew();
        var path = _folder[$"map.{format}"];
        new DataMapChart(sst2, new() { Title = "sst2-bert-tiny Data Map" }).Save(path);
        var spent = watch.ElapsedMilliseconds;
        output.WriteLine($"{sst2.Length} points to {format}: {spent} ms, {new FileInfo(path).Length} bytes");
        Assert.Single(_folder.Files);
    }
}
