using FsCheck;
using FsCheck.Xunit;

namespace TrainingDynamics.Charts.Tests;

public sealed class PointSampleTests
{
    [Property]
    public void Sample_has_the_exact_count_and_takes_no_point_twice(PositiveInt total, PositiveInt count)
    {
        Mark[] points = Numbered(total.Get);
        Mark[] drawn = PointSample.Draw(points, count.Get);
        Assert.Equal(Math.Min(total.Get, count.Get), drawn.Length);
        Assert.Equal(drawn.Length, drawn.Distinct().Count());
        Assert.Subset(points.ToHashSet(), drawn.ToHashSet());
    }

    [Fact]
    public void Sample_is_the_same_in_every_run_and_on_every_machine()
    {
        Mark[] drawn = PointSample.Draw(Numbered(1000), 6);
        // Written down once; what changes them changes every published map.
        Assert.Equal([99, 348, 247, 958, 11, 526], drawn.Select(point => (int)Math.Round(point.Y * 1000)));
    }

    [Fact]
    public void Input_keeps_its_order()
    {
        Mark[] points = Numbered(50);
        PointSample.Draw(points, 10);
        Assert.Equal(Numbered(50), points);
    }

    [Fact]
    public void Draw_order_mixes_classes_that_came_sorted()
    {
        Mark right = new(0, 1, CorrectnessClass.Of(1)), wrong = new(0, 0, CorrectnessClass.Of(0));
        Mark[] sorted = [.. Enumerable.Repeat(right, 500), .. Enumerable.Repeat(wrong, 500)];
        var early = PointSample.Draw(sorted, 1000)[..500].Count(point => point == right);
        Assert.InRange(early, 200, 300);
    }

    static Mark[] Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(index => new Mark(0, index / 1000.0, CorrectnessClass.Of(0)))];
}
