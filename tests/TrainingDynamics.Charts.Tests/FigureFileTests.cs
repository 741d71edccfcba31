namespace TrainingDynamics.Charts.Tests;

public sealed class FigureFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Failure_half_way_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(folder["map.png"], "old");
        Assert.Throws<InvalidOperationException>(() => FigureFile.Save(folder["map.png"], stream =>
        {
            stream.Write([1, 2, 3]);
            throw new InvalidOperationException();
        }));
        Assert.Equal(["map.png"], folder.Files);
        Assert.Equal("old", File.ReadAllText(folder["map.png"]));
    }

    [Fact]
    public void Success_replaces_the_old_file()
    {
        File.WriteAllText(folder["map.png"], "old");
        FigureFile.Save(folder["map.png"], stream => stream.Write("new"u8));
        Assert.Equal(["map.png"], folder.Files);
        Assert.Equal("new", File.ReadAllText(folder["map.png"]));
    }

    [Fact]
    public void Path_that_cannot_be_written_is_named()
    {
        Directory.CreateDirectory(folder["map.png"]);
        string path = folder["map.png"];
        var error = Assert.Throws<ChartException>(() => FigureFile.Save(path, stream => stream.Write("new"u8)));
        Assert.StartsWith($"cannot write '{path}': ", error.Message);
        Assert.Empty(folder.Files);
    }
}
