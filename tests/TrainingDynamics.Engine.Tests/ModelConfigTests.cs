using TrainingDynamics.Engine.Models;

namespace TrainingDynamics.Engine.Tests;

public sealed class ModelConfigTests : IDisposable
{
    const string Sizes = "\"vocab_size\":100,\"hidden_size\":8,\"num_hidden_layers\":1,\"num_attention_heads\":2,\"intermediate_size\":16";

    const string Llama = "{\"model_type\":\"llama\"," + Sizes;

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

    public static TheoryData<string> RelativeNames => [.. RelativeShapes.Of(Relative).Keys];

    static ModelConfig Relative => ModelConfig.Named("bert-tiny", 1234, ["no", "perhaps", "yes"])! with { MaxPositions = 77, HiddenSize = 96, Heads = 3, ClassifierDropout = 0.25 };

    [Theory]
    [MemberData(nameof(RelativeNames))]
    public void What_a_config_says_of_relative_positions_and_shared_layers_is_read_back_equal(string shape)
    {
        var config = RelativeShapes.Of(Relative)[shape];
        config = config with { EmbeddingSize = config.EmbeddingSize };
        ModelConfigFile.Write(config, _folder["config.json"]);

        var read = ModelConfigFile.Read(_folder["config.json"]);

        Assert.Equal(config with { Options = config.Options ?? read.Options }, read with { LabelNames = config.LabelNames, EmbeddingSize = read.EmbeddingSize });
    }

    [Theory]
    [InlineData("modernbert-tiny")]
    [InlineData("llama-tiny")]
    [InlineData("mistral-tiny")]
    [InlineData("qwen2-tiny")]
    [InlineData("qwen3-tiny")]
    [InlineData("gpt2-tiny")]
    public void A_written_config_of_a_family_with_options_is_read_back_as_the_same_model(string name)
    {
        var config = ModelConfig.Named(name, 1234, ["no", "perhaps", "yes"])!.WithDropout(0.25) with { PaddingId = 3, InitializerRange = 0.03 };
        ModelConfigFile.Write(config, _folder["config.json"]);
        var read = ModelConfigFile.Read(_folder["config.json"]);
        ModelConfigFile.Write(read, _folder["again.json"]);

        Assert.Equal(File.ReadAllText(_folder["config.json"]), File.ReadAllText(_folder["again.json"]));
        Assert.Equal((config.HeadSize, config.LayerNormEpsilon, config.Activation), (read.HeadSize, read.LayerNormEpsilon, read.Activation));
        Assert.Equal(TextClassifier.Layout(config).Slices.Keys, TextClassifier.Layout(read).Slices.Keys);
    }

    [Theory]
    [InlineData("bert-tiny", "BertForSequenceClassification", "bert")]
    [InlineData("qwen3-tiny", "Qwen3ForSequenceClassification", "qwen3")]
    [InlineData("mistral-tiny", "MistralForSequenceClassification", "mistral")]
    [InlineData("gpt2-tiny", "GPT2ForSequenceClassification", "gpt2")]
    [InlineData("modernbert-tiny", "ModernBertForSequenceClassification", "modernbert")]
    [InlineData("distilbert-base", "DistilBertForSequenceClassification", "distilbert")]
    [InlineData("electra-base", "ElectraForSequenceClassification", "electra")]
    [InlineData("deberta-v3-tiny", "DebertaV2ForSequenceClassification", "deberta-v2")]
    [InlineData("albert-tiny", "AlbertForSequenceClassification", "albert")]
    [InlineData("mpnet-tiny", "MPNetForSequenceClassification", "mpnet")]
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
    public void Decoders_read_the_fields_of_old_and_new_files()
    {
        var old = Read(Llama + ",\"eos_token_id\":[7,8],\"rope_theta\":500,\"rope_scaling\":{\"type\":\"linear\",\"factor\":2.0}}");
        Assert.Equal((true, 7, 2048, 1e-6), (old.LacksPadding, old.PaddingId, old.MaxTokens, old.LayerNormEpsilon));
        Assert.Equal(new RopeOptions(500) { Scaling = RopeScaling.Linear, Factor = 2, OriginalPositions = 2048 }, LlamaFamily.Options(old).Rope);
        var recent = Read(Llama + ",\"pad_token_id\":3,\"rope_parameters\":{\"rope_type\":\"dynamic\",\"rope_theta\":70,\"factor\":4},\"max_position_embeddings\":50}");
        Assert.Equal((false, 3, 200), (recent.LacksPadding, recent.PaddingId, recent.MaxTokens));
        Assert.Equal((70, RopeScaling.Dynamic), (LlamaFamily.Options(recent).Rope.Theta, LlamaFamily.Options(recent).Rope.Scaling));

        Assert.Equal(4096, LlamaFamily.Options(Read("{\"model_type\":\"mistral\"," + Sizes + ",\"num_key_value_heads\":1}")).Window);
        Assert.Null(LlamaFamily.Options(Read("{\"model_type\":\"mistral\"," + Sizes + ",\"num_key_value_heads\":1,\"sliding_window\":null}")).Window);
        Assert.Equal(128, Read("{\"model_type\":\"qwen3\"," + Sizes + ",\"num_key_value_heads\":null}").HeadSize);
        var qwen = LlamaFamily.Options(Read("{\"model_type\":\"qwen2\"," + Sizes + ",\"num_key_value_heads\":2,\"use_sliding_window\":true,\"sliding_window\":9,\"max_window_layers\":0}"));
        Assert.Equal((9, true, false), (qwen.WindowOf(0), qwen.InputBias, qwen.OutputBias));

        var modern = Read("{\"model_type\":\"modernbert\"," + Sizes + ",\"pad_token_id\":0,\"global_rope_theta\":90,\"local_rope_theta\":null}");
        Assert.Equal((90, 90), (ModernBertFamily.Options(modern).GlobalTheta, ModernBertFamily.Options(modern).LocalTheta));
        modern = Read("{\"model_type\":\"modernbert\"," + Sizes + ",\"pad_token_id\":0,\"layer_types\":[\"sliding_attention\"],"
            + "\"rope_parameters\":{\"full_attention\":{\"rope_theta\":50},\"sliding_attention\":{\"rope_type\":\"default\",\"rope_theta\":40}}}");
        Assert.Equal((50, 40, false), (ModernBertFamily.Options(modern).GlobalTheta, ModernBertFamily.Options(modern).LocalTheta, ModernBertFamily.Options(modern).IsGlobal(0)));
    }

    [Fact]
    public void Encoders_with_relative_positions_and_shared_layers_have_their_own_defaults()
    {
        var deberta = Read($"{{\"model_type\":\"deberta-v2\",{Sizes}}}");
        Assert.Equal((0, 1e-7, 8, 0.1, null), (deberta.TypeVocabularySize, deberta.LayerNormEpsilon, deberta.EmbeddingSize, deberta.HiddenDropout, deberta.ClassifierDropout));
        Assert.Equal(new DebertaV2Options(), deberta.Options);
        var v3 = Read($"{{\"model_type\":\"deberta-v2\",{Sizes},\"relative_attention\":true,\"position_buckets\":256,\"norm_rel_ebd\":\"layer_norm\","
            + "\"share_att_key\":true,\"pos_att_type\":\"p2c|c2p\",\"position_biased_input\":false,\"cls_dropout\":0.3}");
        Assert.Equal((DebertaV2Options.V3, 0.3), (v3.Options, v3.ClassifierDropout));
        Assert.Equal((512, 1 << 20), (deberta.MaxTokens, v3.MaxTokens));
        var albert = Read($"{{\"model_type\":\"albert\",{Sizes}}}");
        Assert.Equal((128, 0.0, 0.0, 0.1, Activation.GeluTanh), (albert.EmbeddingSize, albert.HiddenDropout, albert.AttentionDropout, albert.ClassifierDropout, albert.Activation));
        Assert.Equal(new AlbertOptions(1, 1), albert.Options);
        var mpnet = Read($"{{\"model_type\":\"mpnet\",{Sizes},\"max_position_embeddings\":514}}");
        Assert.Equal((1, 512, new MpnetOptions(32)), (mpnet.PaddingId, mpnet.MaxTokens, mpnet.Options));
        var bert = Read($"{{\"model_type\":\"bert\",{Sizes},\"position_embedding_type\":\"relative_key\"}}");
        Assert.Equal(new BertOptions("relative_key"), bert.Options);
    }

    [Theory]
    [InlineData("gelu_pytorch_tanh", Activation.GeluTanh)]
    [InlineData("gelu_fast", Activation.GeluTanh)]
    [InlineData("quick_gelu", Activation.QuickGelu)]
    [InlineData("swish", Activation.Silu)]
    [InlineData("tanh", Activation.Tanh)]
    public void Each_nonlinearity_has_Hugging_Faces_names(string word, Activation expected) =>
        Assert.Equal(expected, Read($"{{\"model_type\":\"bert\",{Sizes},\"hidden_act\":\"{word}\"}}").Activation);

    [Fact]
    public void Absent_fields_take_Hugging_Faces_defaults()
    {
        var config = ModelConfigFile.Read(_folder.Write("config.json", $"{{\"model_type\":\"bert\",{Sizes}}}"));
        Assert.Equal(["LABEL_0", "LABEL_1"], config.LabelNames);
        Assert.Equal((512, 2, 1e-12, 0.02), (config.MaxPositions, config.TypeVocabularySize, config.LayerNormEpsilon, config.InitializerRange));
        Assert.Equal((0.1, 0.1, null), (config.HiddenDropout, config.AttentionDropout, config.ClassifierDropout));
    }

    [Theory]
    [InlineData("{\"model_type\":\"t5\"}", "'t5', expected one of those that are built: bert, distilbert, roberta, electra, xlm-roberta")]
    [InlineData("{\"model_type\":\"distilbert\"," + Sizes + "}", "lacks the field dim")]
    [InlineData("{\"model_type\":\"roberta\"," + Sizes + ",\"max_position_embeddings\":2}", "leaves no position")]
    [InlineData("{\"model_type\":\"electra\"," + Sizes + ",\"embedding_size\":-1}", "embedding_size")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"problem_type\":\"multi_label_classification\"}", "multi_label_classification")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"problem_type\":\"regression\"}", "'regression' with 2 labels")]
    [InlineData(Llama + ",\"rope_scaling\":{\"type\":\"yarn\",\"factor\":4}}", "rope_scaling: found rope_type 'yarn', expected one of those that are built: default, linear, dynamic, llama3")]
    [InlineData(Llama + ",\"rope_parameters\":{\"rope_type\":\"longrope\"}}", "rope_parameters: found rope_type 'longrope'")]
    [InlineData(Llama + ",\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8}}", "rope_scaling: lacks the field low_freq_factor")]
    [InlineData(Llama + ",\"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":0}}", "factor 0")]
    [InlineData(Llama + ",\"partial_rotary_factor\":0.5}", "partial_rotary_factor 0.5")]
    [InlineData(Llama + ",\"num_key_value_heads\":3}", "num_key_value_heads 3")]
    [InlineData(Llama + ",\"head_dim\":3}", "even number")]
    [InlineData(Llama + ",\"num_attention_heads\":1048576,\"num_key_value_heads\":1048576,\"head_dim\":1048576}", "numbers in all")]
    [InlineData("{\"model_type\":\"mistral\"," + Sizes + ",\"num_key_value_heads\":2,\"sliding_window\":0}", "sliding_window 0")]
    [InlineData("{\"model_type\":\"qwen2\"," + Sizes + ",\"num_key_value_heads\":2,\"layer_types\":[\"chunked_attention\"]}", "'chunked_attention' among layer_types")]
    [InlineData("{\"model_type\":\"qwen3\"," + Sizes + ",\"num_key_value_heads\":2,\"layer_types\":[\"sliding_attention\"]}", "a sliding_window with it")]
    [InlineData("{\"model_type\":\"gpt2\",\"vocab_size\":9,\"n_embd\":8,\"n_layer\":1,\"n_head\":2,\"add_cross_attention\":true}", "add_cross_attention")]
    [InlineData("{\"model_type\":\"modernbert\"," + Sizes + ",\"pad_token_id\":0,\"classifier_pooling\":\"max\"}", "classifier_pooling 'max'")]
    [InlineData("{\"model_type\":\"modernbert\"," + Sizes + ",\"pad_token_id\":0,\"global_attn_every_n_layers\":0}", "global_attn_every_n_layers 0")]
    [InlineData("{\"model_type\":\"deberta\"," + Sizes + "}", "'deberta', expected one of")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"attention_head_size\":3}", "attention_head_size 3, expected 4")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"pooler_hidden_size\":9}", "pooler_hidden_size 9, expected 8")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"pos_att_type\":[\"c2p\",\"p2p\"]}", "pos_att_type 'p2p', expected c2p or p2c")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"norm_rel_ebd\":\"batch_norm\"}", "norm_rel_ebd 'batch_norm', expected none or layer_norm")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"conv_kernel_size\":2}", "conv_kernel_size 2, expected an odd one")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"conv_kernel_size\":3,\"conv_groups\":3}", "conv_groups 3, expected a divisor")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"position_buckets\":1}", "position_buckets 1")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"position_buckets\":2147483647}", "position_buckets 2147483647")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"pooler_dropout\":1}", "pooler_dropout 1")]
    [InlineData("{\"model_type\":\"deberta-v2\"," + Sizes + ",\"type_vocab_size\":-1}", "type_vocab_size -1, expected at least 0")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"type_vocab_size\":0}", "type_vocab_size 0, expected at least 1")]
    [InlineData("{\"model_type\":\"albert\"," + Sizes + ",\"num_hidden_groups\":0}", "num_hidden_groups 0")]
    [InlineData("{\"model_type\":\"albert\"," + Sizes + ",\"inner_group_num\":2147483647}", "inner_group_num 2147483647")]
    [InlineData("{\"model_type\":\"albert\"," + Sizes + ",\"position_embedding_type\":\"relative_key\"}", "'relative_key', expected 'absolute'")]
    [InlineData("{\"model_type\":\"mpnet\"," + Sizes + ",\"relative_attention_num_buckets\":16}", "relative_attention_num_buckets 16, expected 32")]
    [InlineData("{}", "vocab_size")]
    [InlineData("[]", "expected an object")]
    [InlineData("{", "no model config")]
    [InlineData("{\"model_type\":\"bert\"}", "vocab_size")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"hidden_size\":9}", "no multiple")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"hidden_act\":\"mish\"}", "'mish', expected gelu, gelu_new")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"hidden_dropout_prob\":1}", "hidden_dropout_prob")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"pad_token_id\":100}", "pad_token_id")]
    [InlineData("{\"model_type\":\"bert\"," + Sizes + ",\"position_embedding_type\":\"rotary\"}", "'rotary', expected 'absolute' or 'relative_key' or 'relative_key_query'")]
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
