using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Engine.Tests.PyTorch;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class ModelSourceTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_with_pickled_weights_trains_with_a_fresh_head()
    {
        WriteBert("old", ("pytorch_model.bin", PickledBert.OfBefore2020()));
        var preparation = new Preparations();
        TrainingRun.Run(Options(_folder["old"]), SmallTask.Data(16, 8), new Observations(), CancellationToken.None, preparation);
        Assert.Equal(["classifier.weight", "classifier.bias"], Assert.Single(preparation.Reports).Initialized);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void A_hub_id_is_downloaded_into_the_cache_and_is_the_folders_model(string weights)
    {
        WriteBert("served", (weights, weights == "pytorch_model.bin" ? PickledBert.Legacy() : File.ReadAllBytes(PickledBert.SafeTensors)));
        using var hub = new LoopbackHub("org/model", _folder["served"]);
        using var environment = new HubEnvironment(hub.Address, _folder["cache"]);
        var download = new Preparations();

        var fromHub = TrainingRun.Run(Options("org/model"), SmallTask.Data(16, 8), new Observations(), CancellationToken.None, download);
        var fromFolder = TrainingRun.Run(Options(_folder["served"]), SmallTask.Data(16, 8), new Observations(), CancellationToken.None);

        Assert.Equal(_folder["out", "small", "model"], fromHub.Folder.Path);
        Assert.Equal(File.ReadAllBytes(fromFolder.Folder.DynamicsPath(0)), File.ReadAllBytes(fromHub.Folder.DynamicsPath(0)));
        var snapshot = _folder["cache", "models--org--model", "snapshots", LoopbackHub.Commit];
        Assert.Equal(
            new[] { "config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt", weights }.Order(),
            Directory.EnumerateFiles(snapshot).Select(Path.GetFileName).Order());
        Assert.Contains(weights, download.Downloaded);
        Assert.Empty(download.Warnings);
    }

    [Fact]
    public void An_adapter_on_the_hub_is_two_files_and_takes_the_rest_from_its_base()
    {
        WriteBert("base", ("model.safetensors", File.ReadAllBytes(PickledBert.SafeTensors)));
        var lora = new LoraConfig { Rank = 2, Alpha = 4, Targets = ["query"], ModulesToSave = ["classifier"], BaseModel = _folder["base"] };
        _folder.Write("served/README.md", "");
        LoraConfigFile.Write(lora, inputsFirst: false, _folder["served", "adapter_config.json"]);
        using (var model = TextClassifier.Create(ModelConfigFile.Read(_folder["base", "config.json"]) with { Lora = lora }, CPU, new NativeDropout()))
        {
            model.Initialize(1);
            AdapterWeights.Save(model, _folder["served", "adapter_model.safetensors"]);
        }

        using var hub = new LoopbackHub("org/adapter", _folder["served"]);
        using var environment = new HubEnvironment(hub.Address, _folder["cache"]);

        var source = ModelSource.FineTuned("org/adapter", observer: null, CancellationToken.None);

        Assert.Equal((2, _folder["base", "model.safetensors"]), (source.Adapter!.Config.Rank, source.WeightsPath));
        Assert.Equal(
            ["adapter_config.json", "adapter_model.safetensors"],
            Directory.EnumerateFiles(_folder["cache", "models--org--adapter", "snapshots", LoopbackHub.Commit]).Select(Path.GetFileName).Order());
        using var predictor = Predictor.Open("org/adapter", "cpu", 1, null, CancellationToken.None);
        Assert.Single(predictor.Predict([new PredictionInput("a text", null, null)], 16, 1, CancellationToken.None));
    }

    [Fact]
    public void A_model_without_a_tokenizer_on_the_hub_is_refused_before_its_weights_are_fetched()
    {
        Directory.CreateDirectory(_folder["source"]);
        _folder.Write("source/config.json", "{}");
        _folder.Write("source/model.safetensors", "");
        using var hub = new LoopbackHub("org/model", _folder["source"]);
        using var environment = new HubEnvironment(hub.Address, _folder["cache"]);
        var e = Assert.Throws<ModelSourceException>(() => TrainingRun.Run(Options("org/model"), SmallTask.Data(16, 8), new Observations(), CancellationToken.None));
        Assert.Equal($"org/model: the Hub has no tokenizer for it, expected {TokenizerFolder.Expected}", e.Message);
        Assert.Empty(Directory.GetFiles(_folder["cache"], "model.safetensors", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void A_model_in_several_files_is_downloaded_with_all_that_its_index_lists()
    {
        WriteBert("served");
        using (var whole = WeightsFiles.Open(PickledBert.SafeTensors))
        {
            // Both files hold everything; which tensor is read from which is the index's to say.
            var map = whole.Shapes.Keys.Select((key, i) => (key, $"part-{1 + i % 2}.safetensors")).ToDictionary();
            _folder.Write("served/model.safetensors.index.json", JsonSerializer.Serialize(new { weight_map = map }));
            foreach (var part in map.Values.Distinct())
            {
                File.Copy(whole.Path, _folder["served", part]);
            }
        }

        using var hub = new LoopbackHub("org/model", _folder["served"]);
        using var environment = new HubEnvironment(hub.Address, _folder["cache"]);

        var fromHub = TrainingRun.Run(Options("org/model"), SmallTask.Data(16, 8), new Observations(), CancellationToken.None);
        var fromFolder = TrainingRun.Run(Options(Repository.GoldenModel("bert")), SmallTask.Data(16, 8), new Observations(), CancellationToken.None);

        Assert.Equal(File.ReadAllBytes(fromFolder.Folder.DynamicsPath(0)), File.ReadAllBytes(fromHub.Folder.DynamicsPath(0)));
    }

    [Fact]
    public void A_folder_without_weights_says_which_names_they_may_have()
    {
        _folder.Write("config.json", "{}");
        var e = Assert.Throws<ModelSourceException>(() => TrainingRun.Run(Options(_folder.Path), SmallTask.Data(16, 8), new Observations(), CancellationToken.None));
        Assert.StartsWith($"{_folder.Path}: lacks {TokenizerFolder.Expected} and model.safetensors (or model.safetensors.index.json, pytorch_model.bin, ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_without_from_scratch_is_not_sought_on_the_hub()
    {
        using var environment = new HubEnvironment("http://127.0.0.1:1", _folder["cache"]);
        var e = Assert.Throws<ModelSourceException>(() => TrainingRun.Run(Options("bert-tiny"), SmallTask.Data(16, 8), new Observations(), CancellationToken.None));
        Assert.Contains("--from-scratch", e.Message, StringComparison.Ordinal);
    }

    // The golden BERT without its weights, and with others.
    void WriteBert(string folder, params (string Name, byte[] Content)[] weights)
    {
        foreach (var file in new[] { "config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt" })
        {
            _folder.Write($"{folder}/{file}", File.ReadAllBytes(Path.Combine(Repository.GoldenModel("bert"), file)));
        }

        foreach (var (name, content) in weights)
        {
            _folder.Write($"{folder}/{name}", content);
        }
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
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        public void Dispose()
        {
            foreach (var (name, value) in Names.Zip(_before))
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
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
                {
                    Answer(await _listener.GetContextAsync());
                }
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
            {
                response.OutputStream.Write(bytes);
            }
        }
    }
}
