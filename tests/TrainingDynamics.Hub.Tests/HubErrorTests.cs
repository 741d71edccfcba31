namespace TrainingDynamics.Hub.Tests;

/// <summary>Every failure says what to do.</summary>
public sealed class HubErrorTests : IDisposable
{
    readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Theory]
    [InlineData(404, "RepoNotFound", HubFault.RepositoryNotFound, "check the name org/name")]
    [InlineData(401, "RepoNotFound", HubFault.RepositoryNotFound, "check that HF_TOKEN is valid")]
    [InlineData(404, "RevisionNotFound", HubFault.RevisionNotFound, "has no revision 'main'")]
    [InlineData(404, "EntryNotFound", HubFault.EntryNotFound, "no such file")]
    [InlineData(404, "", HubFault.EntryNotFound, "no such file")]
    [InlineData(401, "", HubFault.AccessDenied, "check that HF_TOKEN is valid")]
    [InlineData(403, "", HubFault.AccessDenied, "accept its licence at")]
    [InlineData(403, "GatedRepo", HubFault.AccessDenied, "accept the licence at")]
    [InlineData(401, "GatedRepo", HubFault.AccessDenied, "accept the licence at")]
    [InlineData(503, "", HubFault.Server, "try again later")]
    [InlineData(418, "", HubFault.UnexpectedAnswer, "check HF_ENDPOINT")]
    public void A_refusal_has_its_fault_and_its_remedy(int status, string code, HubFault fault, string remedy)
    {
        _hub.OnServer = _ => code.Length > 0 ? TinyResponse.Error(status, ("X-Error-Code", code)) : TinyResponse.Error(status);

        var exception = _hub.Fail("config.json");

        Assert.Equal(fault, exception.Fault);
        Assert.Contains(remedy, exception.Message, StringComparison.Ordinal);
        Assert.Contains("'config.json' of model org/name at main", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_token_a_denied_user_is_told_to_set_one()
    {
        _hub.Settings = _hub.Settings with { Token = null };
        _hub.OnServer = _ => TinyResponse.Error(401);

        Assert.Contains("set HF_TOKEN to a token that may read it", _hub.Fail("config.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_storage_servers_refusal_is_not_taken_for_the_hubs()
    {
        _hub.OnStorage = _ => TinyResponse.Error(403);

        var exception = _hub.Fail("model.safetensors");

        Assert.Equal(HubFault.UnexpectedAnswer, exception.Fault);
        Assert.Contains(_hub.Storage.Address, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_busy_server_is_given_up_after_the_attempts()
    {
        _hub.OnServer = _ => TinyResponse.Error(500);

        Assert.Equal(HubFault.Server, _hub.Fail("config.json").Fault);
        Assert.Equal(_hub.Options.Attempts, _hub.Server.Requests.Count);
    }

    [Fact]
    public void No_server_at_all_is_said_at_once()
    {
        _hub.Server.Dispose();

        var exception = _hub.Fail("config.json");

        Assert.Equal(HubFault.Network, exception.Fault);
        Assert.Contains($"{_hub.Server.Address} cannot be reached", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_OFFLINE=1", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_hub.Pauses);
    }

    [Fact]
    public void A_web_page_in_the_hubs_place_is_recognised()
    {
        _hub.OnServer = _ => new TinyResponse(200, "<html>"u8.ToArray());

        var exception = _hub.Fail("config.json");

        Assert.Equal(HubFault.UnexpectedAnswer, exception.Fault);
        Assert.Contains("no X-Repo-Commit", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_named()
    {
        // /dev/full refuses every byte as a full disk does.
        Directory.CreateDirectory(_hub.InCache("models--org--name", "blobs"));
        File.CreateSymbolicLink(_hub.LargeBlob + ".incomplete", "/dev/full");

        var exception = _hub.Fail("model.safetensors");

        Assert.Equal(HubFault.Disk, exception.Fault);
        Assert.Contains("no space left", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HF_HUB_CACHE", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_that_is_a_file_is_named()
    {
        File.WriteAllText(_hub.Settings.CacheDirectory, "");

        var exception = _hub.Fail("config.json");

        Assert.Equal(HubFault.Disk, exception.Fault);
        Assert.Contains(_hub.Settings.CacheDirectory, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_optional_file_that_is_not_there_is_null_and_remembered()
    {
        Assert.Null(_hub.TryGet("vocab.txt"));

        Assert.True(File.Exists(_hub.InCache("models--org--name", ".no_exist", FakeHub.Commit, "vocab.txt")));
        Assert.Equal(FakeHub.Commit, File.ReadAllText(_hub.InCache("models--org--name", "refs", "main")));
    }

    [Fact]
    public void An_absence_that_is_remembered_costs_no_request_at_a_pinned_commit()
    {
        _hub.TryGet("vocab.txt");
        var before = _hub.Server.Requests.Count;
        using var client = new HubClient(_hub.Settings, _hub.Options);

        Assert.Null(client.TryDownload(HubRepository.Model("org/name", FakeHub.Commit), "vocab.txt"));
        Assert.Equal(before, _hub.Server.Requests.Count);
    }

    [Theory]
    [InlineData("RepoNotFound")]
    [InlineData("RevisionNotFound")]
    public void An_optional_file_of_a_repository_that_is_not_there_is_an_error(string code)
    {
        _hub.OnServer = _ => TinyResponse.Error(404, ("X-Error-Code", code));

        Assert.Throws<HubException>(() => _hub.TryGet("vocab.txt"));
    }
}
