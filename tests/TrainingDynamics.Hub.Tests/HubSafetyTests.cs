namespace TrainingDynamics.Hub.Tests;

/// <summary>Servers that mean harm or are broken: nothing may be written outside the cache, nothing wrong kept inside it.</summary>
public sealed class HubSafetyTests : IDisposable
{
    readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/large")]
    [InlineData("gopher://127.0.0.1/large")]
    public void A_redirect_to_another_scheme_is_refused(string location)
    {
        _hub.OnServer = _ => TinyResponse.Redirect(location, _hub.LargeHeaders);

        var exception = _hub.Fail("model.safetensors");

        Assert.Equal(HubFault.Refused, exception.Fault);
        Assert.Contains(location[..location.IndexOf(':', StringComparison.Ordinal)], exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_hub.LargeBlob));
    }

    [Theory]
    [InlineData("https://hub.test", "http://cdn.test/x", false)]
    [InlineData("https://hub.test", "//cdn.test/x", true)]
    [InlineData("https://hub.test", "/x", true)]
    [InlineData("https://hub.test", "https://cdn.test/x", true)]
    [InlineData("http://hub.test", "http://cdn.test/x", true)]
    [InlineData("http://hub.test", "https://cdn.test/x", true)]
    public void Only_an_http_endpoint_may_lead_to_http(string endpoint, string location, bool followed)
    {
        using var http = new HubHttp(_hub.Settings with { Endpoint = new Uri(endpoint) }, _hub.Options);

        if (followed)
        {
            Assert.EndsWith("/x", http.Follow(new Uri(endpoint + "/from"), location, "file").AbsoluteUri, StringComparison.Ordinal);
        }
        else
        {
            Assert.Throws<HubException>(() => http.Follow(new Uri(endpoint + "/from"), location, "file"));
        }
    }

    [Fact]
    public void A_redirect_from_the_storage_server_is_checked_too()
    {
        _hub.OnStorage = _ => TinyResponse.Redirect("file:///etc/passwd");

        Assert.Equal(HubFault.Refused, _hub.Fail("model.safetensors").Fault);
    }

    [Fact]
    public void A_redirect_with_a_password_in_it_is_refused()
    {
        _hub.OnServer = _ => TinyResponse.Redirect("http://user:pass@127.0.0.1/large", _hub.LargeHeaders);

        Assert.Equal(HubFault.Refused, _hub.Fail("model.safetensors").Fault);
    }

    [Fact]
    public void A_loop_of_relative_redirects_is_ended()
    {
        _hub.OnServer = request => TinyResponse.Redirect(request.Target);

        var exception = _hub.Fail("config.json");

        Assert.Equal(HubFault.Refused, exception.Fault);
        Assert.Contains("more than 5 redirects", exception.Message, StringComparison.Ordinal);
        Assert.Equal(6, _hub.Server.Requests.Count);
    }

    [Fact]
    public void A_loop_between_storage_servers_is_ended()
    {
        _hub.OnStorage = request => TinyResponse.Redirect($"{_hub.Storage.Address}{request.Target}x");

        Assert.Equal(HubFault.Refused, _hub.Fail("model.safetensors").Fault);
        Assert.Equal(5, _hub.Storage.Requests.Count);
    }

    [Fact]
    public void A_head_request_never_leaves_the_hub()
    {
        _hub.OnServer = _ => TinyResponse.Redirect($"//{new Uri(_hub.Storage.Address).Authority}/large");

        Assert.Equal(HubFault.UnexpectedAnswer, _hub.Fail("config.json").Fault);
        Assert.Empty(_hub.Storage.Requests);
    }

    [Theory]
    [InlineData("../../../../escaped")]
    [InlineData("..")]
    [InlineData("0123")]
    [InlineData("0123456789ABCDEF0123456789abcdef0123456/")]
    public void A_commit_that_is_none_is_refused(string commit)
    {
        _hub.OnServer = request => TinyResponse.File(_hub.Small, request, ("X-Repo-Commit", commit), ("ETag", $"\"{_hub.SmallEtag}\""));

        Assert.Equal(HubFault.Refused, _hub.Fail("config.json").Fault);
        Assert.False(Directory.Exists(_hub.Settings.CacheDirectory));
    }

    [Theory]
    [InlineData("../../../escaped")]
    [InlineData("/etc/passwd")]
    [InlineData(".hidden")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void An_entity_tag_that_is_no_file_name_is_refused(string etag)
    {
        _hub.OnServer = request => TinyResponse.File(_hub.Small, request, ("X-Repo-Commit", FakeHub.Commit), ("ETag", $"\"{etag}\""));

        Assert.Equal(HubFault.Refused, _hub.Fail("config.json").Fault);
        Assert.False(Directory.Exists(_hub.Settings.CacheDirectory));
    }

    [Theory]
    [InlineData("../config.json")]
    [InlineData("a/../../config.json")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a\\..\\b")]
    [InlineData("a\nb")]
    [InlineData("")]
    public void A_file_name_that_leaves_the_snapshot_is_refused_without_a_request(string fileName)
    {
        Assert.Equal(HubFault.BadName, _hub.Fail(fileName).Fault);
        Assert.Empty(_hub.Server.Requests);
    }

    [Fact]
    public void Content_of_another_sha256_is_deleted_and_named()
    {
        byte[] wrong = [.. _hub.Large];
        wrong[150_000] ^= 1;
        _hub.OnStorage = _ => new TinyResponse(200, wrong);

        var exception = _hub.Fail("model.safetensors");

        Assert.Equal(HubFault.Corrupt, exception.Fault);
        Assert.Contains($"expected {_hub.LargeEtag}", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_hub.InCache("models--org--name", "blobs")));
        Assert.False(Directory.Exists(_hub.InCache("models--org--name", "snapshots")));
    }

    [Fact]
    public void Content_of_another_git_hash_is_deleted_and_named()
    {
        byte[] wrong = [.. _hub.Small];
        wrong[0] ^= 1;
        _hub.OnServer = request => request.Method == "GET" ? new TinyResponse(200, wrong) : null;

        var exception = _hub.Fail("config.json");

        Assert.Equal(HubFault.Corrupt, exception.Fault);
        Assert.Contains($"expected {_hub.SmallEtag}", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_hub.InCache("models--org--name", "blobs")));
    }

    [Theory]
    [InlineData(299_999)]
    [InlineData(300_001)]
    [InlineData(1L << 50)]
    public void A_length_other_than_the_one_announced_is_refused(long length)
    {
        _hub.OnStorage = _ => new TinyResponse(200, _hub.Large) { Length = length };

        var exception = _hub.Fail("model.safetensors");

        Assert.Equal(HubFault.Corrupt, exception.Fault);
        Assert.Contains("expected 300000", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_hub.InCache("models--org--name", "blobs")));
    }

    [Fact]
    public void A_body_without_an_end_is_cut_at_the_size_announced()
    {
        _hub.OnStorage = _ => new TinyResponse(200, FakeHub.MakeBytes(1_000_000)) { Length = -1 };

        Assert.Equal(HubFault.Corrupt, _hub.Fail("model.safetensors").Fault);
        Assert.Empty(Directory.GetFiles(_hub.InCache("models--org--name", "blobs")));
    }

    [Fact]
    public void A_body_that_ends_early_without_a_length_is_continued()
    {
        _hub.OnStorage = request => request.Offset == 0 ? new TinyResponse(200, _hub.Large) { Length = -1, CutAfter = 100_000 } : null;

        Assert.Equal(_hub.Large, File.ReadAllBytes(_hub.Get("model.safetensors")));
        Assert.Equal([0, 100_000], _hub.Storage.Requests.Select(request => request.Offset));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    public void A_size_that_is_no_number_is_refused(string size)
    {
        _hub.OnServer = request => TinyResponse.File(
            _hub.Small, request, ("X-Repo-Commit", FakeHub.Commit), ("ETag", "\"abc\""), ("X-Linked-Size", size));

        Assert.Equal(HubFault.Refused, _hub.Fail("config.json").Fault);
    }

    [Fact]
    public void A_token_that_no_header_can_carry_is_refused_without_being_shown()
    {
        _hub.Settings = _hub.Settings with { Token = FakeHub.Token + "\nX-Evil: 1" };

        Assert.Equal(HubFault.BadName, _hub.Fail("config.json").Fault);
        Assert.DoesNotContain(FakeHub.Token, _hub.Settings.ToString(), StringComparison.Ordinal);
    }
}
