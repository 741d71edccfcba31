namespace TrainingDynamics.Hub.Tests;

public sealed class HubListingTests : IDisposable
{
    readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Theory]
    [InlineData(HubRepositoryKind.Model, "main", "/api/models/org/name/revision/main")]
    [InlineData(HubRepositoryKind.Dataset, "refs/convert/parquet", "/api/datasets/org/name/revision/refs%2Fconvert%2Fparquet")]
    public void Files_of_a_revision_are_listed_in_order(HubRepositoryKind kind, string revision, string target)
    {
        Answer("""{"sha": "x", "siblings": [{"rfilename": "b/train-00001.parquet"}, {"rfilename": "a.json", "size": 3}]}""");
        using var client = new HubClient(_hub.Settings, _hub.Options);

        Assert.Equal(["a.json", "b/train-00001.parquet"], client.ListFiles(new HubRepository(kind, "org/name", revision)));
        Assert.Equal(target, Assert.Single(_hub.Server.Requests).Target);
    }

    [Fact]
    public void Unsafe_names_are_left_out_with_a_warning()
    {
        Answer("""{"siblings": [{"rfilename": "../../.bashrc"}, {"rfilename": "config.json"}]}""");

        Assert.Equal(["config.json"], List());
        Assert.Contains("../../.bashrc", Assert.Single(_hub.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"siblings": 3}""")]
    [InlineData("""{"siblings": [1]}""")]
    public void Anything_but_a_listing_is_an_error(string json)
    {
        Answer(json);

        Assert.Equal(HubFault.UnexpectedAnswer, Assert.Throws<HubException>(List).Fault);
    }

    [Fact]
    public void A_repository_that_is_not_there_is_an_error()
    {
        Assert.Equal(HubFault.RepositoryNotFound, Assert.Throws<HubException>(List).Fault);
    }

    [Fact]
    public void A_listing_that_breaks_off_is_asked_for_again()
    {
        var left = 2;
        var json = """{"siblings": [{"rfilename": "config.json"}]}"""u8.ToArray();
        _hub.OnServer = _ => new TinyResponse(200, json) { CutAfter = left-- > 0 ? 10 : int.MaxValue };

        Assert.Equal(["config.json"], List());
        Assert.Equal(2, _hub.Pauses.Count);
    }

    [Fact]
    public void Offline_the_cached_files_are_listed()
    {
        _hub.LayOutAsPython();
        _hub.Settings = _hub.Settings with { IsOffline = true };

        Assert.Equal(["config.json"], List());
        Assert.Empty(_hub.Server.Requests);
    }

    [Fact]
    public void Offline_without_a_snapshot_there_is_no_listing()
    {
        _hub.Settings = _hub.Settings with { IsOffline = true };

        Assert.Equal(HubFault.Offline, Assert.Throws<HubException>(List).Fault);
    }

    [Fact]
    public void With_the_network_down_the_cached_files_are_listed_with_a_warning()
    {
        _hub.LayOutAsPython();
        _hub.Server.Dispose();

        Assert.Equal(["config.json"], List());
        Assert.Contains("may not be all", Assert.Single(_hub.Warnings), StringComparison.Ordinal);
    }

    void Answer(string json) => _hub.OnServer = _ => new TinyResponse(200, System.Text.Encoding.UTF8.GetBytes(json));

    IReadOnlyList<string> List()
    {
        using var client = new HubClient(_hub.Settings, _hub.Options);
        return client.ListFiles(_hub.Model);
    }
}
