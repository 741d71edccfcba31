using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.Engine.Tests;

public sealed class ModelConfigTests : IDisposable
{
    const string Sizes = "\"vocab_size\":100,\"hidden_size\":8,\"num_hidden_layers\":1,\"num_attention_heads\":2,\"intermediate_size\":16";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_written_config_is_read_back_equal()
    {
        var config = ModelConfig.Named("bert-mini", 1234, ["no", "perhaps", "yes"])! with
        {
            Activation = Activation.GeluTanh,
            ClassifierDropout = 0.25,
            LayerNormEpsilon = 1e-5,
            MaxPositions = 77,
        };
        ModelConfigFile.Write(config, _folder.At("config.json"));

        var read = ModelConfigFile.Read(_folder.At("config.json"));

        Assert.Equal(config.LabelNames, read.LabelNames);
        Assert.Equal(config, read with { LabelNames = config.LabelNames });
    }

    [Fact]
    public void Absent_fields_take_Hugging_Faces_defaults()
    {
        var config = ModelConfigFile.Read(_folder.Write("config.json", $"{{\"model_type\":\"bert\",{Sizes}}}"));
        Assert.Equal(["LABEL_0", "LABEL_1"], config.LabelNames);
        Assert.Equal((512, 2, 1e-12, 0.02), (config.MaxPositions, config.TypeVocabularySize, config.LayerNormEpsilon, config.InitializerRange));
        Assert.Equal((0.1, 0.1, null), (config.HiddenDropout, config.AttentionDropout, config.ClassifierDropout));
    }

    [Theory]
    [InlineData("{\"model_type\":\"gpt2\"}", "'gpt2'")]
    [InlineData("{}", "vocab_size")]
    [InlineData("[]", "expected an object")]
    [InlineData("{", "no model config")]
    [InlineData("{\"model_type\":\"bert\"}", "vocab_size")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"hidden_size\":9}", "no multiple")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"hidden_act\":\"silu\"}", "'silu'")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"hidden_dropout_prob\":1}", "hidden_dropout_prob")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"pad_token_id\":100}", "pad_token_id")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"position_embedding_type\":\"relative_key\"}", "relative_key")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"id2label\":{\"0\":\"a\",\"2\":\"b\"}}", "id2label")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"vocab_size\":\"many\"}", "no model config")]
    public void A_config_that_cannot_be_built_is_refused_with_its_path(string json, string says)
    {
        var path = _folder.Write("config.json", json);
        var e = Assert.Throws<ModelConfigException>(() => ModelConfigFile.Read(path));
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert-tiny", 4_386_178)]
    [InlineData("bert-mini", 11_171_074)]
    [InlineData("bert-small", 28_764_674)]
    [InlineData("bert-base", 109_483_778)]
    public void Named_sizes_have_the_published_number_of_parameters(string name, long parameters)
    {
        // Counts of the published checkpoints with the vocabulary of 30,522 and a head for two classes.
        var config = ModelConfig.Named(name, 30_522, ["a", "b"])!;
        Assert.Equal(parameters, TextClassifier.Layout(config).Length);
    }

    [Fact]
    public void An_unknown_size_has_no_config() => Assert.Null(ModelConfig.Named("bert-huge", 10, ["a", "b"]));
}
