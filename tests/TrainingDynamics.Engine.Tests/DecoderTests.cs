using System.Text.Json;
using System.Text.Json.Nodes;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Predicting;
using TrainingDynamics.Engine.Training;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Which token a decoder classifies by, and what padding, empty texts and long texts do to it.</summary>
public sealed class DecoderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("modernbert")]
    [InlineData("llama")]
    [InlineData("mistral")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gpt2")]
    public void Padding_on_either_side_changes_no_logit(string family)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = Random(family);
        var alone = model.Forward(tensor(new long[,] { { 5, 9, 13, 11 } }), null, null, training: false);
        foreach (var fused in new[] { false, true })
        {
            model.FusedAttention = fused;
            var right = model.Forward(
                tensor(new long[,] { { 5, 9, 13, 11, 0, 0 }, { 4, 4, 4, 4, 4, 4 } }),
                null,
                tensor(new long[,] { { 1, 1, 1, 1, 0, 0 }, { 1, 1, 1, 1, 1, 1 } }),
                training: false);
            var left = model.Forward(
                tensor(new long[,] { { 0, 0, 5, 9, 13, 11 }, { 4, 4, 4, 4, 4, 4 } }),
                null,
                tensor(new long[,] { { 0, 0, 1, 1, 1, 1 }, { 1, 1, 1, 1, 1, 1 } }),
                training: false);

            Assert.InRange(alone.sub(right.narrow(0, 0, 1)).abs().max().item<float>(), 0, 1e-5f);
            Assert.InRange(right.sub(left).abs().max().item<float>(), 0, 1e-5f);
        }
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    public void A_padding_token_that_ends_a_text_is_passed_over(string family)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = Random(family);
        var without = model.Forward(tensor(new long[,] { { 5, 0, 13 } }), null, null, training: false);
        var with = model.Forward(tensor(new long[,] { { 5, 0, 13, 0 } }), null, null, training: false);
        var other = model.Forward(tensor(new long[,] { { 5, 0, 13, 1 } }), null, null, training: false);
        Assert.InRange(without.sub(with).abs().max().item<float>(), 0, 1e-6f);
        Assert.True(without.sub(other).abs().max().item<float>() > 1e-3f);
    }

    [Fact]
    public void An_empty_text_without_any_token_counts_as_one_padding_token()
    {
        using var golden = new GoldenModel("gpt2");
        using var predictor = Predictor.Open(golden.Folder, "cpu", threads: 1, observer: null, CancellationToken.None);
        float[] Of(params string[] texts) => [.. predictor
            .Predict(texts.Select(text => new PredictionInput(text, null, null)), maxLength: 48, batchSize: 4, CancellationToken.None)
            .Where(prediction => prediction.Input.Text.Length is 0 or 13)
            .SelectMany(prediction => prediction.Logits)];

        var padding = Of("<|endoftext|>");
        Assert.Equal(2, padding.Length);
        Assert.All(Of("").Zip(padding), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.All(Of("", "a longer text beside it").Zip(padding), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    }

    [Theory]
    [InlineData("llama", null, 2, "which ends texts")] // </s>, the config's eos_token_id
    [InlineData("llama", "<unk>", 0, "the tokenizer's padding")]
    [InlineData("qwen2", "<|endoftext|>", 956, "the tokenizer's padding")]
    [InlineData("gpt2", null, 756, "the tokenizer's padding")] // the usual one, though no file names it
    public void A_model_without_a_padding_token_is_given_one_and_it_is_said(string name, string? named, int id, string reason)
    {
        foreach (var file in Directory.GetFiles(Repository.GoldenModel(name)))
        {
            _folder.Write($"model/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        }

        Edit("config.json", json => json.Remove("pad_token_id"));
        Edit("tokenizer_config.json", json =>
        {
            json.Remove("pad_token");
            if (named is not null)
            {
                json["pad_token"] = named;
            }
        });
        var observer = new Preparations();

        var source = ModelSource.FineTuned(_folder["model"], observer, CancellationToken.None);

        Assert.Equal((id, false), (source.Config.PaddingId, source.Config.LacksPadding));
        var warning = Assert.Single(observer.Warnings);
        Assert.Contains($"found no pad_token_id in config.json; token {id}, {reason}", warning, StringComparison.Ordinal);
        ModelConfigFile.Write(source.Config, _folder["saved.json"]);
        Assert.Equal(id, JsonDocument.Parse(File.ReadAllText(_folder["saved.json"])).RootElement.GetProperty("pad_token_id").GetInt32());

        void Edit(string file, Action<JsonObject> change)
        {
            var json = JsonNode.Parse(File.ReadAllText(_folder["model", file]))!.AsObject();
            change(json);
            _folder.Write($"model/{file}", json.ToJsonString());
        }
    }

    [Fact]
    public void Llama_3_scales_its_slow_frequencies_as_published()
    {
        // Llama-3.2-1B; the numbers are Hugging Face's.
        var options = new RopeOptions(500_000)
        {
            Scaling = RopeScaling.Llama3,
            Factor = 32,
            LowFrequencyFactor = 1,
            HighFrequencyFactor = 4,
            OriginalPositions = 8192,
        };
        using var scope = NewDisposeScope();
        using var rope = new Rope(options, 64, CPU, ScalarType.Float32);
        var sines = rope.For(2, mask: null).Sines[0, 0, 1]; // of the second place: its angles are the frequencies
        foreach (var (pair, frequency) in new[] { (0, 0.841471), (14, 3.2114e-3), (15, 1.2905e-3), (16, 4.2956e-4), (17, 9.7083e-5), (18, 1.9462e-5), (31, 9.4183e-8) })
        {
            Assert.InRange(sines[pair].item<float>(), frequency * (1 - 1e-4), frequency * (1 + 1e-4));
        }
    }

    [Fact]
    public void Fresh_weights_have_the_deviation_that_each_family_gives_them()
    {
        using var scope = NewDisposeScope();
        double Deviation(string family, string name)
        {
            using var model = TextClassifier.Create(ModelConfig.Named($"{family}-tiny", 200, ["a", "b"])!, CPU, new NativeDropout());
            model.Initialize(3);
            return model.Parameters.View(name).std().item<float>();
        }

        Assert.Equal(0.02, Deviation("gpt2", "transformer.h.0.mlp.c_fc.weight"), 0.0005);
        Assert.Equal(0.02 / 2, Deviation("gpt2", "transformer.h.1.mlp.c_proj.weight"), 0.0003);
        Assert.Equal(0.02, Deviation("llama", "model.layers.1.mlp.down_proj.weight"), 0.0005);
        // Cut off at two deviations, which takes 0.88 of them.
        Assert.Equal(0.8796 * 0.02, Deviation("modernbert", "model.layers.0.attn.Wqkv.weight"), 0.0005);
        Assert.Equal(0.8796 * 0.02 / Math.Sqrt(8), Deviation("modernbert", "model.layers.3.mlp.Wo.weight"), 0.0003);
        Assert.Equal(0.8796 / Math.Sqrt(128), Deviation("modernbert", "classifier.weight"), 0.01);
    }

    static TextClassifier Random(string family)
    {
        var model = TextClassifier.Create(ModelConfig.Named($"{family}-tiny", 20, ["a", "b", "c"])!.WithDropout(0), CPU, new NativeDropout());
        using var noGradient = no_grad();
        using var generator = new Generator(5);
        model.Parameters.Values.normal_(0, 0.1, generator);
        return model;
    }
}
