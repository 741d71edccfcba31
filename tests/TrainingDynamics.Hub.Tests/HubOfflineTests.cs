namespace TrainingDynamics.Hub.Tests;

public sealed class HubOfflineTests : IDisposable
{
    readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void Offline_a_cached_file_is_found_without_a_request()
    {
        _hub.LayOutAsPython();
        _hub.Settings = _hub.Settings with { IsOffline = true };

        Assert.Equal(_hub.Small, File.ReadAllBytes(_hub.Get("config.json")));
        Assert.Empty(_hub.Server.Requests);
        Assert.Empty(_hub.Warnings);
    }

    [Fact]
    public void Offline_a_file_that_is_not_cached_says_so()
    {
        _hub.Settings = _hub.Settings with { IsOffline = true };

        var exception = _hub.Fail("config.json");

        Assert.Equal(HubFault.Offline, exception.Fault);
        Assert.Contains("unset HF_HUB_OFFLINE", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_hub.Settings.CacheDirectory, exception.Message, StringComparison.Ordinal);
        Assert.Empty(_hub.Server.Requests);
        Assert.False(Directory.Exists(_hub.Settings.CacheDirectory));
    }

    [Fact]
    public void Offline_an_optional_file_of_a_cached_snapshot_is_null_and_of_an_unknown_one_an_error()
    {
        _hub.Settings = _hub.Settings with { IsOffline = true };
        Assert.Throws<HubException>(() => _hub.TryGet("tokenizer.json"));

        _hub.LayOutAsPython();
        Assert.Null(_hub.TryGet("tokenizer.json"));
    }

    [Fact]
    public void With_the_network_down_a_cached_file_is_given_with_a_warning()
    {
        _hub.LayOutAsPython();
        _hub.Server.Dispose();

        Assert.Equal(_hub.Small, File.ReadAllBytes(_hub.Get("config.json")));
        Assert.Contains("using the cached file", Assert.Single(_hub.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_network_down_an_optional_file_of_a_cached_snapshot_is_null_with_a_warning()
    {
        _hub.LayOutAsPython();
        _hub.Server.Dispose();

        Assert.Null(_hub.TryGet("tokenizer.json"));
        Assert.Contains("without this optional file", Assert.Single(_hub.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(403, "GatedRepo")]
    [InlineData(404, "RepoNotFound")]
    [InlineData(503, "")]
    public void A_server_that_will_not_say_is_replaced_by_the_cache_without_waiting(int status, string code)
    {
        _hub.LayOutAsPython();
        _hub.OnServer = _ => TinyResponse.Error(status, ("X-Error-Code", code));

        Assert.Equal(_hub.Small, File.ReadAllBytes(_hub.Get("config.json")));
        Assert.Single(_hub.Warnings);
        Assert.Empty(_hub.Pauses);
    }

    [Theory]
    [InlineData("EntryNotFound")]
    [InlineData("RevisionNotFound")]
    public void A_file_that_was_removed_on_the_server_is_not_replaced_by_the_cache(string code)
    {
        _hub.LayOutAsPython();
        _hub.OnServer = _ => TinyResponse.Error(404, ("X-Error-Code", code));

        _hub.Fail("config.json");
    }

    [Fact]
    public void A_ref_that_holds_no_commit_is_no_cache()
    {
        _hub.LayOutAsPython();
        File.WriteAllText(_hub.InCache("models--org--name", "refs", "main"), "../../../elsewhere");
        _hub.Settings = _hub.Settings with { IsOffline = true };

        Assert.Equal(HubFault.Offline, _hub.Fail("config.json").Fault);
    }
}
