namespace TrainingDynamics.Hub.Tests;

public sealed class HubDownloadTests : IDisposable
{
    readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void A_small_file_lands_in_pythons_layout()
    {
        var path = _hub.Get("config.json");

        Assert.Equal(_hub.InCache("models--org--name", "snapshots", FakeHub.Commit, "config.json"), path);
        Assert.Equal($"../../blobs/{_hub.SmallEtag}", new FileInfo(path).LinkTarget);
        Assert.Equal(_hub.Small, File.ReadAllBytes(path));
        Assert.Equal(FakeHub.Commit, File.ReadAllText(_hub.InCache("models--org--name", "refs", "main")));
        Assert.True(File.Exists(_hub.InCache(".locks", "models--org--name", _hub.SmallEtag + ".lock")));
        Assert.Equal([_hub.SmallEtag], Directory.GetFiles(_hub.InCache("models--org--name", "blobs")).Select(Path.GetFileName));
        Assert.StartsWith(
            "Signature: 8a477f597d28d172789f06886806bc55", File.ReadAllText(_hub.InCache("CACHEDIR.TAG")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_file_is_named_by_its_sha256_and_comes_from_the_storage_server()
    {
        var path = _hub.Get("model.safetensors");

        Assert.Equal($"../../blobs/{_hub.LargeEtag}", new FileInfo(path).LinkTarget);
        Assert.Equal(_hub.Large, File.ReadAllBytes(path));
        Assert.Equal(1, _hub.Storage.Count("GET"));
        Assert.Equal(0, _hub.Storage.Count("HEAD"));
    }

    [Fact]
    public void The_token_goes_to_the_hub_and_never_to_the_storage_server()
    {
        _hub.Get("model.safetensors");

        Assert.All(_hub.Server.Requests, request => Assert.Equal($"Bearer {FakeHub.Token}", request.Headers["authorization"]));
        Assert.NotEmpty(_hub.Storage.Requests);
        Assert.All(_hub.Storage.Requests, request => Assert.False(request.HasToken));
    }

    [Fact]
    public void Without_a_token_none_is_sent()
    {
        _hub.Settings = _hub.Settings with { Token = null };

        _hub.Get("config.json");

        Assert.All(_hub.Server.Requests, request => Assert.False(request.HasToken));
    }

    [Fact]
    public void A_cached_file_costs_one_head_request()
    {
        var first = _hub.Get("model.safetensors");
        var before = _hub.Server.Requests.Count;

        var second = _hub.Get("model.safetensors");

        Assert.Equal(first, second);
        Assert.Equal(before + 1, _hub.Server.Requests.Count);
        Assert.Equal("HEAD", _hub.Server.Requests.Last().Method);
        Assert.Single(_hub.Storage.Requests);
    }

    [Fact]
    public void A_cached_file_of_a_pinned_commit_costs_no_request()
    {
        _hub.LayOutAsPython();
        using var client = new HubClient(_hub.Settings, _hub.Options);

        var path = client.Download(HubRepository.Model("org/name", FakeHub.Commit), "config.json");

        Assert.Equal(_hub.Small, File.ReadAllBytes(path));
        Assert.Empty(_hub.Server.Requests);
    }

    [Fact]
    public void A_pinned_commit_leaves_no_ref()
    {
        using var client = new HubClient(_hub.Settings, _hub.Options);

        client.Download(HubRepository.Model("org/name", FakeHub.Commit), "config.json");

        Assert.False(Directory.Exists(_hub.InCache("models--org--name", "refs")));
    }

    [Fact]
    public void A_cache_that_python_laid_out_is_found_without_a_download()
    {
        _hub.LayOutAsPython();

        var path = _hub.Get("config.json");

        Assert.Equal(_hub.InCache("models--org--name", "snapshots", FakeHub.Commit, "config.json"), path);
        Assert.Equal(0, _hub.Server.Count("GET"));
    }

    [Fact]
    public void A_blob_that_another_file_brought_is_linked_and_not_fetched_again()
    {
        _hub.LayOutAsPython();

        var path = _hub.Get("onnx/config a.json");

        Assert.Equal($"../../../blobs/{_hub.SmallEtag}", new FileInfo(path).LinkTarget);
        Assert.Equal(_hub.Small, File.ReadAllBytes(path));
        Assert.Equal(0, _hub.Server.Count("GET"));
    }

    [Fact]
    public void A_link_whose_blob_is_gone_is_downloaded_anew()
    {
        _hub.LayOutAsPython();
        File.Delete(_hub.InCache("models--org--name", "blobs", _hub.SmallEtag));

        Assert.Equal(_hub.Small, File.ReadAllBytes(_hub.Get("config.json")));
    }

    [Fact]
    public void A_branch_that_moved_on_gets_its_new_commit_and_keeps_the_old_snapshot()
    {
        string old = new('a', 40);
        _hub.LayOutAsPython();
        Directory.Move(
            _hub.InCache("models--org--name", "snapshots", FakeHub.Commit), _hub.InCache("models--org--name", "snapshots", old));
        File.WriteAllText(_hub.InCache("models--org--name", "refs", "main"), old);

        var path = _hub.Get("config.json");

        Assert.Contains(FakeHub.Commit, path, StringComparison.Ordinal);
        Assert.Equal(FakeHub.Commit, File.ReadAllText(_hub.InCache("models--org--name", "refs", "main")));
        Assert.Equal(_hub.Small, File.ReadAllBytes(_hub.InCache("models--org--name", "snapshots", old, "config.json")));
    }

    [Fact]
    public void A_revision_with_slashes_is_escaped_on_the_wire_and_nested_in_refs()
    {
        using var client = new HubClient(_hub.Settings, _hub.Options);

        client.Download(HubRepository.Model("org/name", "refs/pr/1"), "config.json");

        Assert.Contains(_hub.Server.Requests, request => request.Target == "/org/name/resolve/refs%2Fpr%2F1/config.json");
        Assert.Equal(FakeHub.Commit, File.ReadAllText(_hub.InCache("models--org--name", "refs", "refs", "pr", "1")));
    }

    [Fact]
    public void A_data_set_has_its_own_address_and_folder()
    {
        using var client = new HubClient(_hub.Settings, _hub.Options);

        var path = client.Download(HubRepository.Dataset("org/name"), "config.json");

        Assert.Equal(_hub.InCache("datasets--org--name", "snapshots", FakeHub.Commit, "config.json"), path);
        Assert.Contains(_hub.Server.Requests, request => request.Target == "/datasets/org/name/resolve/main/config.json");
    }

    [Fact]
    public void An_endpoint_with_a_path_keeps_it()
    {
        _hub.Settings = _hub.Settings with { Endpoint = new Uri(_hub.Server.Address + "/mirror/") };
        _hub.OnServer = request => request.Target == "/mirror/org/name/resolve/main/config.json" || request.Method == "GET"
            ? TinyResponse.File(_hub.Small, request, ("X-Repo-Commit", FakeHub.Commit), ("ETag", $"\"{_hub.SmallEtag}\""))
            : TinyResponse.Error(500);

        Assert.Equal(_hub.Small, File.ReadAllBytes(_hub.Get("config.json")));
    }

    [Fact]
    public void A_renamed_repository_is_followed_and_still_sees_the_token()
    {
        _hub.OnServer = request => request.Target.StartsWith("/org/old/", StringComparison.Ordinal)
            ? TinyResponse.Redirect(request.Target.Replace("/org/old/", "/org/name/", StringComparison.Ordinal))
            : null;
        using var client = new HubClient(_hub.Settings, _hub.Options);

        var path = client.Download(HubRepository.Model("org/old"), "model.safetensors");

        Assert.Equal(_hub.Large, File.ReadAllBytes(path));
        Assert.All(_hub.Server.Requests, request => Assert.True(request.HasToken));
    }

    [Fact]
    public void An_empty_file_is_a_file()
    {
        _hub.OnServer = request => TinyResponse.File(
            [], request, ("X-Repo-Commit", FakeHub.Commit), ("ETag", "\"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\""));

        Assert.Empty(File.ReadAllBytes(_hub.Get("empty.txt")));
    }

    [Fact]
    public void A_server_that_announces_no_size_is_held_to_the_checksum()
    {
        _hub.OnServer = _ => new TinyResponse(200, _hub.Small)
        {
            Headers = [("X-Repo-Commit", FakeHub.Commit), ("ETag", $"\"{_hub.SmallEtag}\"")],
            Length = -1,
        };

        Assert.Equal(_hub.Small, File.ReadAllBytes(_hub.Get("config.json")));
    }

    [Fact]
    public void Progress_ends_at_the_whole_size()
    {
        var reports = new ProgressLog();

        _hub.Get("model.safetensors", reports);

        Assert.Equal(new HubProgress("model.safetensors", _hub.Large.Length, _hub.Large.Length), reports[^1]);
        Assert.All(reports, report => Assert.Equal(_hub.Large.Length, report.Total));
    }

    [Fact]
    public void Files_carry_the_users_default_permissions()
    {
        _hub.Get("config.json");
        File.WriteAllText(_hub.InCache("plain"), "");

        var blob = new FileInfo(_hub.InCache("models--org--name", "blobs", _hub.SmallEtag));
        Assert.Equal(new FileInfo(_hub.InCache("plain")).UnixFileMode, blob.UnixFileMode);
    }

    [Fact(Timeout = 60_000)]
    public async Task Parallel_downloads_of_one_file_fetch_it_once()
    {
        using var first = new ManualResetEventSlim();
        _hub.OnStorage = _ =>
        {
            first.Wait(TimeSpan.FromSeconds(20));
            return null;
        };
        var downloads = Enumerable.Range(0, 4).Select(_ => Task.Run(() => _hub.Get("model.safetensors"))).ToArray();
        while (_hub.Server.Count("HEAD") < 4 || _hub.Storage.Count("GET") < 1)
        {
            await Task.Delay(5);
        }

        first.Set();

        var paths = await Task.WhenAll(downloads).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Single(paths.Distinct());
        Assert.Equal(_hub.Large, File.ReadAllBytes(paths[0]));
        Assert.Equal(1, _hub.Storage.Count("GET"));
    }

    sealed class ProgressLog : List<HubProgress>, IProgress<HubProgress>
    {
        public void Report(HubProgress value) => Add(value);
    }
}
