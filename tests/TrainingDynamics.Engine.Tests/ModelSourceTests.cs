using System.Net;
using System.Security.Cryptography;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Text.Hub;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Engine.Tests;

public sealed class ModelSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact]
    public void A_folder_with_pickled_weights_trains_with_a_fresh_head()
    {
        var options = Options(SharedFolder.At("golden", "models", "bert-old-names"));
        var summary = TrainingRun.Run(options, SmallTask.Data(16, 8), new Observations(), CancellationToken.None);
        Assert.Equal(["classifier.weight", "classifier.bias"], summary.Load!.Initialized);
    }

    [SharedTheory]
    [InlineData("bert-2l-64h", "model.safetensors")]
    [InlineData("bert-old-names", "pytorch_model.bin")]
    public void A_hub_id_is_downloaded_into_the_cache_and_is_the_folders_model(string golden, string weights)
    {
        var folder = SharedFolder.At("golden", "models", golden);
        using var hub = new LoopbackHub("org/model", folder);
        using var environment = new HubEnvironment(hub.Address, _folder.At("cache"));
        var download = new Downloads();

        var fromHub = TrainingRun.Run(Options("org/model"), SmallTask.Data(16, 8), new Observations(), CancellationToken.None, download);
        var fromFolder = TrainingRun.Run(Options(folder), SmallTask.Data(16, 8), new Observations(), CancellationToken.None);

        Assert.Equal(_folder.At("out", "small", "model"), fromHub.Folder.Path);
        Assert.Equal(File.ReadAllBytes(fromFolder.Folder.DynamicsPath(0)), File.ReadAllBytes(fromHub.Folder.DynamicsPath(0)));
        var snapshot = _folder.At("cache", "models--org--model", "snapshots", LoopbackHub.Commit);
        Assert.Equal(
            new[] { "config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt", weights }.Order(),
            Directory.EnumerateFiles(snapshot).Select(Path.GetFileName).Order());
        Assert.Contains(weights, download.Names);
    }

    [Fact]
    public void A_model_without_a_tokenizer_on_the_hub_is_refused_before_its_weights_are_fetched()
    {
        Directory.CreateDirectory(_folder.At("source"));
        _folder.Write("source/config.json", "{}");
        _folder.Write("source/model.safetensors", "");
        using var hub = new LoopbackHub("org/model", _folder.At("source"));
        using var environment = new HubEnvironment(hub.Address, _folder.At("cache"));
        var e = Assert.Throws<ModelSourceException>(() => TrainingRun.Run(Options("org/model"), SmallTask.Data(16, 8), new Observations(), CancellationToken.None));
        Assert.Equal($"org/model: the Hub has no tokenizer for it, expected {TokenizerFolder.Expected}", e.Message);
        Assert.Empty(Directory.GetFiles(_folder.At("cache"), "model.safetensors", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(_folder.At("out")));
    }

    [Fact]
    public void A_folder_without_weights_says_which_two_names_it_may_have()
    {
        _folder.Write("config.json", "{}");
        var e = Assert.Throws<ModelSourceException>(() => TrainingRun.Run(Options(_folder.Path), SmallTask.Data(16, 8), new Observations(), CancellationToken.None));
        Assert.StartsWith($"{_folder.Path}: lacks {TokenizerFolder.Expected} and model.safetensors (or pytorch_model.bin)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_without_from_scratch_is_not_sought_on_the_hub()
    {
        using var environment = new HubEnvironment("http://127.0.0.1:1", _folder.At("cache"));
        var e = Assert.Throws<ModelSourceException>(() => TrainingRun.Run(Options("bert-tiny"), SmallTask.Data(16, 8), new Observations(), CancellationToken.None));
        Assert.Contains("--from-scratch", e.Message, StringComparison.Ordinal);
    }

    TrainOptions Options(string model) => SmallTask.Options(_folder) with { Model = model, FromScratch = false, Epochs = 1 };

    /// <summary>Where the Hub and its cache are said to be while a test runs.</summary>
    sealed class HubEnvironment : IDisposable
    {
        static readonly string[] Names = ["HF_ENDPOINT", "HF_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE"];

        readonly string?[] _before = [.. Names.Select(Environment.GetEnvironmentVariable)];

        public HubEnvironment(string endpoint, string cache)
        {
            foreach (var (name, value) in Names.Zip(new[] { endpoint, cache, null, null }))
                Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose()
        {
            foreach (var (name, value) in Names.Zip(_before))
                Environment.SetEnvironmentVariable(name, value);
        }
    }

    sealed class Downloads : IDownloadObserver
    {
        public HashSet<string> Names { get; } = [];

        public void Report(HubProgress value) => Names.Add(value.FileName);

        public void Warn(string warning) => Assert.Fail(warning);
    }

    /// <summary>A Hub on loopback with one model, whose files are those of a folder.</summary>
    sealed class LoopbackHub : IDisposable
    {
        public const string Commit = "0123456789abcdef0123456789abcdef01234567";

        readonly HttpListener _listener = new();
        readonly string _id;
        readonly string _folder;

        public LoopbackHub(string id, string folder)
        {
            (_id, _folder) = (id, folder);
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            }

            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _ = ServeAsync();
        }

        public string Address { get; }

        public void Dispose() => _listener.Close();

        async Task ServeAsync()
        {
            try
            {
                while (true)
                    Answer(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        void Answer(HttpListenerContext context)
        {
            using var response = context.Response;
            var parts = context.Request.Url!.AbsolutePath.Split("/resolve/");
            var file = Path.Combine(_folder, Path.GetFileName(parts[^1]));
            var isKnown = parts[0] == "/" + _id && parts[1].Split('/')[0] is "main" or Commit;
            response.Headers["X-Repo-Commit"] = Commit;
            if (!isKnown || !File.Exists(file))
            {
                response.StatusCode = 404;
                response.Headers["X-Error-Code"] = isKnown ? "EntryNotFound" : "RepoNotFound";
                return;
            }

            var bytes = File.ReadAllBytes(file);
            response.Headers["ETag"] = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"";
            response.ContentLength64 = bytes.Length;
            if (context.Request.HttpMethod == "GET")
                response.OutputStream.Write(bytes);
        }
    }
}
