namespace TrainingDynamics.Charts.Tests;

public sealed class FigureFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Failure_half_way_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(_folder["map.png"], "old");
        Assert.Throws<InvalidOperationException>(() => FigureFile.Save(_folder["map.png"], stream =>
        {
            stream.Write([1, 2, 3]);
            throw new InvalidOperationException();
        }));
        Assert.Equal(["map.png"], _folder.Files);
        Assert.Equal("old", File.ReadAllText(_folder["map.png"]));
    }

    [Fact]
    public void Success_replaces_the_old_file()
    {
        File.WriteAllText(_folder["map.png"], "old");
        FigureFile.Save(_folder["map.png"], stream => stream.Write("new"u8));
        Assert.Equal(["map.png"], _folder.Files);
        Assert.Equal("new", File.ReadAllText(_folder["map.png"]));
    }

    [Fact]
    public void Path_that_cannot_be_written_is_named()
    {
        Directory.CreateDirectory(_folder["map.png"]);
        var path = _folder["map.png"];
        var error = Assert.Throws<ChartException>(() => FigureFile.Save(path, stream => stream.Write("new"u8)));
        Assert.StartsWith($"cannot write '{path}': ", error.Message);
        Assert.Empty(_folder.Files);
    }
}
