namespace TrainingDynamics.Hub.Tests;

public sealed class HubSettingsTests : IDisposable
{
    readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("td-home-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void Nothing_set_is_the_public_hub_and_the_users_cache()
    {
        var settings = Read();

        Assert.Equal("https://huggingface.co/", settings.Endpoint.AbsoluteUri);
        Assert.Equal(Path.Combine(_home.FullName, ".cache", "huggingface", "hub"), settings.CacheDirectory);
        Assert.Null(settings.Token);
        Assert.False(settings.IsOffline);
    }

    [Fact]
    public void The_cache_is_the_most_specific_of_what_is_set()
    {
        var variables = new List<(string, string)> { ("XDG_CACHE_HOME", "/xdg") };
        Assert.Equal("/xdg/huggingface/hub", Read([.. variables]).CacheDirectory);
        variables.Add(("HF_HOME", "/hf"));
        Assert.Equal("/hf/hub", Read([.. variables]).CacheDirectory);
        variables.Add(("HUGGINGFACE_HUB_CACHE", "/older"));
        Assert.Equal("/older", Read([.. variables]).CacheDirectory);
        variables.Add(("HF_HUB_CACHE", "/newer"));
        Assert.Equal("/newer", Read([.. variables]).CacheDirectory);
    }

    [Theory]
    [InlineData("~/models")]
    [InlineData("$HOME/models")]
    [InlineData("${HOME}/models")]
    public void Home_is_expanded(string path) =>
        Assert.Equal(Path.Combine(_home.FullName, "models"), Read(("HF_HUB_CACHE", path)).CacheDirectory);

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("Yes", true)]
    [InlineData("ON", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public void Offline_is_what_python_takes_for_true(string value, bool offline)
    {
        Assert.Equal(offline, Read(("HF_HUB_OFFLINE", value)).IsOffline);
        Assert.Equal(offline, Read(("TRANSFORMERS_OFFLINE", value)).IsOffline);
    }

    [Fact]
    public void The_token_is_the_variable_before_the_file()
    {
        var folder = Path.Combine(_home.FullName, ".cache", "huggingface");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "token"), "  hf_file\r\n");
        File.WriteAllText(Path.Combine(_home.FullName, "other"), "hf_other");

        Assert.Equal("hf_file", Read().Token);
        Assert.Equal("hf_other", Read(("HF_TOKEN_PATH", "~/other")).Token);
        Assert.Equal("hf_older", Read(("HUGGING_FACE_HUB_TOKEN", "hf_older")).Token);
        Assert.Equal("hf_newer", Read(("HF_TOKEN", " hf_newer\n"), ("HUGGING_FACE_HUB_TOKEN", "hf_older")).Token);
        Assert.Equal("hf_file", Read(("HF_TOKEN", " ")).Token);
    }

    [Fact]
    public void The_token_is_never_part_of_the_text()
    {
        var text = Read(("HF_TOKEN", "hf_secret"), ("HF_HUB_OFFLINE", "1")).ToString();

        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Contains("with a token, offline", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_with_a_space_in_it_is_refused_unseen()
    {
        var exception = Assert.Throws<HubException>(() => Read(("HF_TOKEN", "hf_secret two")));

        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("huggingface.co")]
    [InlineData("file:///tmp")]
    [InlineData("ftp://host")]
    [InlineData("https://user:pass@host")]
    public void An_endpoint_that_is_no_server_is_refused(string endpoint)
    {
        var exception = Assert.Throws<HubException>(() => Read(("HF_ENDPOINT", endpoint)));

        Assert.Equal(HubFault.BadName, exception.Fault);
        Assert.StartsWith("HF_ENDPOINT", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_may_have_a_port_and_a_path() =>
        Assert.Equal("http://mirror:8080/hub/api", Read(("HF_ENDPOINT", "http://mirror:8080/hub/")).At("api").AbsoluteUri);

    HubSettings Read(params (string Name, string Value)[] variables)
    {
        var values = variables.ToDictionary(pair => pair.Name, pair => pair.Value);
        values.TryAdd("HOME", _home.FullName);
        return HubSettings.FromEnvironment(name => values.GetValueOrDefault(name));
    }
}
