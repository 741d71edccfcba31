using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.Engine.Tests;

public sealed class ModelConfigTests : IDisposable
{
    const string Sizes = "\"vocab_size\":100,\"hidden_size\":8,\"num_hidden_layers\":1,\"num_attention_heads\":2,\"intermediate_size\":16";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vocab_size", "2147483647")]
    [InlineData("hidden_size", "1073741824")]
    [InlineData("num_hidden_layers", "2147483647")]
    [InlineData("num_attention_heads", "1073741824")]
    [InlineData("intermediate_size", "2147483647")]
    [InlineData("max_position_embeddings", "2147483647")]
    [InlineData("type_vocab_size", "2147483647")]
    [InlineData("num_labels", "2147483647")]
    [InlineData("num_labels", "-2147483648")]
    [InlineData("vocab_size", "99999999999999999999")]
    [InlineData("hidden_size", "1e300")]
    public void An_absurd_size_is_refused_before_anything_is_made_of_it(string field, string size)
    {
        var path = _folder["config.json"];
        // The later of two fields of a name counts.
        File.WriteAllText(path, $"{{\"model_type\":\"bert\",{Sizes},\"{field}\":{size}}}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(path, Assert.Throws<ModelConfigException>(() => TextClassifier.Layout(ModelConfigFile.Read(path))).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void A_model_beyond_this_machines_memory_is_refused_before_it_is_made()
    {
        var path = _folder["config.json"];
        File.WriteAllText(path, $"{{\"model_type\":\"bert\",{Sizes},\"hidden_size\":65536,\"intermediate_size\":1048576,\"num_hidden_layers\":96}}");
        var e = Assert.Throws<ModelConfigException>(() => TextClassifier.Create(ModelConfigFile.Read(path), TorchSharp.torch.CPU, new NativeDropout()));
        Assert.Contains("MiB of this machine", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert-mini")]
    [InlineData("distilbert-base")]
    [InlineData("electra-small")]
    [InlineData("electra-base")]
    [InlineData("roberta")]
    [InlineData("xlm-roberta")]
    public void A_written_config_is_read_back_equal(string name)
    {
        var config = ModelConfig.Named(name.EndsWith("roberta", StringComparison.Ordinal) ? "bert-tiny" : name, 1234, ["no", "perhaps", "yes"])! with
        {
            Activation = Activation.GeluTanh,
            HiddenDropout = 0.15,
            AttentionDropout = 0.05,
            ClassifierDropout = 0.25,
            MaxPositions = 77,
            PaddingId = 3,
            InitializerRange = 0.03,
        };
        config = config.Family == ModelFamilies.DistilBert
            ? config with { SinusoidalPositions = true }
            : config with { LayerNormEpsilon = 1e-5, TypeVocabularySize = 3 };
        if (ModelFamilies.Find(name) is { } family)
        {
            config = config with { Family = family };
        }

        ModelConfigFile.Write(config, _folder["config.json"]);

        var read = ModelConfigFile.Read(_folder["config.json"]);

        Assert.Equal(config.LabelNames, read.LabelNames);
        Assert.Equal(config, read with { LabelNames = config.LabelNames });
    }

    [Theory]
    [InlineData("bert-tiny", "BertForSequenceClassification", "bert")]
    [InlineData("distilbert-base", "DistilBertForSequenceClassification", "distilbert")]
    [InlineData("electra-base", "ElectraForSequenceClassification", "electra")]
    public void A_written_config_names_the_class_and_the_problem_that_Hugging_Face_builds(string name, string architecture, string type)
    {
        foreach (var labels in new[] { 1, 3 })
        {
            string[] names = [.. Enumerable.Range(0, labels).Select(i => $"label {i}")];
            ModelConfigFile.Write(ModelConfig.Named(name, 50, names)!, _folder["config.json"]);
            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(_folder["config.json"]));
            Assert.Equal(architecture, Assert.Single(json.RootElement.GetProperty("architectures").EnumerateArray()).GetString());
            Assert.Equal(type, json.RootElement.GetProperty("model_type").GetString());
            Assert.Equal(labels == 1 ? "regression" : "single_label_classification", json.RootElement.GetProperty("problem_type").GetString());
            Assert.Equal(labels - 1, json.RootElement.GetProperty("label2id").GetProperty($"label {labels - 1}").GetInt32());
        }
    }

    [Fact]
    public void Each_family_has_its_own_fields_and_defaults()
    {
        var distil = Read("{\"model_type\":\"distilbert\",\"vocab_size\":100,\"dim\":8,\"n_layers\":1,\"n_heads\":2,\"hidden_dim\":16,"
            + "\"dropout\":0.3,\"attention_dropout\":0.4,\"activation\":\"relu\"}");
        Assert.Equal((ModelFamilies.DistilBert, 8, 1, 2, 16), (distil.Family, distil.HiddenSize, distil.Layers, distil.Heads, distil.IntermediateSize));
        Assert.Equal((0.3, 0.4, 0.2, Activation.Relu), (distil.HiddenDropout, distil.AttentionDropout, distil.ClassifierDropout, distil.Activation));
        var roberta = Read($"{{\"model_type\":\"roberta\",{Sizes},\"max_position_embeddings\":514}}");
        Assert.Equal((1, 512), (roberta.PaddingId, roberta.MaxTokens));
        var electra = Read($"{{\"model_type\":\"electra\",{Sizes},\"embedding_size\":6,\"num_labels\":1}}");
        Assert.Equal((6, 8, ProblemType.Regression), (electra.EmbeddingSize, electra.HiddenSize, electra.ProblemType));
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
    [InlineData("{\"model_type\":\"gpt2\"}", "'gpt2', expected one of those that are built: bert, distilbert, roberta, electra, xlm-roberta")]
    [InlineData("{\"model_type\":\"albert\"}", "'albert'")]
    [InlineData("{\"model_type\":\"distilbert\"," + Sizes + "}", "lacks the field dim")]
    [InlineData("{\"model_type\":\"roberta\"," + Sizes + ",\"max_position_embeddings\":2}", "leaves no position")]
    [InlineData("{\"model_type\":\"electra\"," + Sizes + ",\"embedding_size\":-1}", "embedding_size")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"problem_type\":\"multi_label_classification\"}", "multi_label_classification")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"problem_type\":\"regression\"}", "'regression' with 2 labels")]
    [InlineData("{}", "vocab_size")]
    [InlineData("[]", "expected an object")]
    [InlineData("{", "no model config")]
    [InlineData("{\"model_type\":\"bert\"}", "vocab_size")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"hidden_size\":9}", "no multiple")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"hidden_act\":\"mish\"}", "'mish', expected gelu, gelu_new")]
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
    [InlineData("distilbert-base", 66_955_010)]
    [InlineData("electra-small", 13_549_314)]
    [InlineData("electra-base", 109_483_778)]
    public void Named_sizes_have_the_published_number_of_parameters(string name, long parameters)
    {
        // Counts of the published checkpoints with the vocabulary of 30,522 and a head for two classes.
        var config = ModelConfig.Named(name, 30_522, ["a", "b"])!;
        Assert.Equal(parameters, TextClassifier.Layout(config).Length);
    }

    [Fact]
    public void Roberta_base_has_the_published_number_of_parameters()
    {
        var config = new ModelConfig
        {
            Family = ModelFamilies.Roberta,
            VocabularySize = 50_265,
            HiddenSize = 768,
            Layers = 12,
            Heads = 12,
            IntermediateSize = 3072,
            MaxPositions = 514,
            TypeVocabularySize = 1,
            PaddingId = 1,
        };
        Assert.Equal(124_647_170, TextClassifier.Layout(config).Length);
    }

    [Fact]
    public void An_unknown_size_has_no_config() => Assert.Null(ModelConfig.Named("bert-huge", 10, ["a", "b"]));

    ModelConfig Read(string json) => ModelConfigFile.Read(_folder.Write("config.json", json));
}
