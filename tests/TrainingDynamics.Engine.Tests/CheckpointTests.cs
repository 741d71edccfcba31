using TorchSharp;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class CheckpointTests : IDisposable
{
    static readonly ModelConfig Tiny =
        new() { VocabularySize = 11, HiddenSize = 8, Layers = 1, Heads = 2, IntermediateSize = 16, MaxPositions = 12 };

    readonly TemporaryFolder _folder = new();
    readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    static ModelConfig Of(string family) => ModelFamilies.Find(family)!.Sized(Tiny with { Family = ModelFamilies.Find(family)! });

    public static TheoryData<string, string, string> Wrappings()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (family, prefix) in new[]
        {
            ("bert", "bert."), ("distilbert", "distilbert."), ("roberta", "roberta."), ("electra", "electra."), ("xlm-roberta", "roberta."),
            ("deberta-v2", "deberta."), ("albert", "albert."), ("mpnet", "mpnet."),
            ("modernbert", "model."), ("llama", "model."), ("gpt2", "transformer."),
        })
        {
            foreach (var instead in new[] { prefix, "", $"model.{prefix}", $"module.{prefix}", "model.", $"module.model.{prefix}", "_orig_mod." }.Distinct())
            {
                data.Add(family, prefix, instead);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Wrappings))]
    public void An_encoder_is_found_whatever_stands_before_its_names(string family, string prefix, string instead)
    {
        using var model = Fresh(Of(family), 1);
        var encoder = model.Parameters.Layout.Slices.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        Save(model, encoder, name => instead + name[prefix.Length..], ("adapter.weight", zeros(2)));
        using var reloaded = Fresh(model.Config, 2);

        var report = Checkpoint.Load(reloaded, _folder["w.safetensors"]);

        Assert.Equal(encoder.Length, report.Loaded);
        Assert.Equal(["adapter.weight"], report.Unused);
        Assert.Equal(model.Parameters.Layout.Slices.Keys.Except(encoder), report.Initialized);
        Assert.All(encoder, name => Assert.True(Bytes(model, name).SequenceEqual(Bytes(reloaded, name)), name));
    }

    [Theory]
    [InlineData("bert", "cls.predictions.bias", "bert.embeddings.position_ids")]
    [InlineData("distilbert", "vocab_transform.weight", "vocab_layer_norm.bias", "vocab_projector.weight")]
    [InlineData("roberta", "lm_head.dense.weight", "roberta.embeddings.position_ids", "roberta.embeddings.token_type_ids")]
    [InlineData("electra", "discriminator_predictions.dense.weight", "generator_predictions.LayerNorm.weight", "generator_lm_head.bias")]
    [InlineData("deberta-v2", "lm_predictions.lm_head.bias", "mask_predictions.dense.weight", "cls.predictions.bias", "deberta.embeddings.position_ids")]
    [InlineData("albert", "predictions.decoder.bias", "sop_classifier.classifier.weight", "albert.embeddings.position_ids")]
    [InlineData("mpnet", "lm_head.dense.weight", "mpnet.embeddings.position_ids")]
    [InlineData("modernbert", "decoder.weight", "decoder.bias")]
    [InlineData("llama", "lm_head.weight", "model.layers.0.self_attn.rotary_emb.inv_freq", "model.rotary_emb.inv_freq")]
    [InlineData("gpt2", "lm_head.weight", "transformer.h.0.attn.bias", "transformer.h.0.attn.masked_bias")]
    public void Heads_of_pre_training_and_buffers_are_passed_over_in_silence(string family, params string[] others)
    {
        using var model = Fresh(Of(family), 1);
        Save(model, model.Parameters.Layout.Slices.Keys, name => name, [.. others.Select(name => (name, zeros(3)))]);
        Assert.Empty(Checkpoint.Load(model, _folder["w.safetensors"]).Tensors);
        Save(model, model.Parameters.Layout.Slices.Keys, name => $"module.{name}", [.. others.Select(name => ($"module.{name}", zeros(3)))]);
        Assert.Empty(Checkpoint.Load(model, _folder["w.safetensors"]).Tensors);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("distilbert")]
    [InlineData("roberta")]
    [InlineData("electra")]
    [InlineData("xlm-roberta")]
    [InlineData("deberta-v2")]
    [InlineData("albert")]
    [InlineData("mpnet")]
    public void A_model_that_is_saved_and_loaded_is_the_same_bit_for_bit(string family)
    {
        var config = Tiny with { Family = ModelFamilies.Find(family)!, EmbeddingSize = family == "electra" ? 6 : 0, LabelNames = ["score"] };
        using var model = Fresh(config, 1);
        Checkpoint.Save(model, _folder["model.safetensors"]);
        ModelConfigFile.Write(config, _folder["config.json"]);

        using var reloaded = Fresh(ModelConfigFile.Read(_folder["config.json"]), 2);

        Assert.False(model.Parameters.Values.bytes.SequenceEqual(reloaded.Parameters.Values.bytes));
        Assert.Empty(Checkpoint.Load(reloaded, WeightsFiles.InFolder(_folder.Path)!).Tensors);
        Assert.True(model.Parameters.Values.bytes.SequenceEqual(reloaded.Parameters.Values.bytes));
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void A_checkpoint_in_half_precision_is_the_rounded_model(ScalarType type)
    {
        using var model = Fresh(Tiny, 1);
        WriteHalf(model, type, _folder["half.safetensors"]);
        using var reloaded = Fresh(Tiny, 2);

        Assert.Empty(Checkpoint.Load(reloaded, _folder["half.safetensors"]).Tensors);

        var rounded = model.Parameters.Values.to(type).to(ScalarType.Float32);
        Assert.True(rounded.bytes.SequenceEqual(reloaded.Parameters.Values.bytes));
    }

    [Fact]
    public void Gamma_and_beta_are_weight_and_bias()
    {
        using var model = Fresh(Tiny, 1);
        Save(model, model.Parameters.Layout.Slices.Keys, name => name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
            .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal));
        using var reloaded = Fresh(Tiny, 2);
        Assert.Empty(Checkpoint.Load(reloaded, _folder["w.safetensors"]).Tensors);
        Assert.True(model.Parameters.Values.bytes.SequenceEqual(reloaded.Parameters.Values.bytes));
    }

    [Fact]
    public void Two_tensors_for_one_parameter_are_refused()
    {
        using var model = Fresh(Tiny, 1);
        Save(model, model.Parameters.Layout.Slices.Keys, name => name, ("bert.embeddings.LayerNorm.gamma", zeros(8)));
        var e = Assert.Throws<WeightsFormatException>(() => Checkpoint.Load(model, _folder["w.safetensors"]));
        Assert.Contains("so does 'bert.embeddings.LayerNorm.weight'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_of_another_shape_are_all_named_and_refused_unless_they_are_to_be_ignored()
    {
        using var two = Fresh(Tiny with { Family = ModelFamilies.Roberta, PaddingId = 1 }, 1);
        Save(two, two.Parameters.Layout.Slices.Keys, name => name);
        using var three = Fresh(two.Config with { LabelNames = ["a", "b", "c"], MaxPositions = 20 }, 2);
        byte[] before = [.. three.Parameters.Values.bytes];

        var e = Assert.Throws<WeightsFormatException>(() => Checkpoint.Load(three, _folder["w.safetensors"]));

        Assert.Contains("3 tensors", e.Message, StringComparison.Ordinal);
        Assert.Contains("'roberta.embeddings.position_embeddings.weight' found [12, 8], expected [20, 8]", e.Message, StringComparison.Ordinal);
        Assert.Contains("'classifier.out_proj.weight' found [2, 8], expected [3, 8]", e.Message, StringComparison.Ordinal);
        Assert.Contains("'classifier.out_proj.bias' found [2], expected [3]", e.Message, StringComparison.Ordinal);
        Assert.Contains("--ignore-mismatched-sizes", e.Message, StringComparison.Ordinal);
        Assert.True(before.AsSpan().SequenceEqual(three.Parameters.Values.bytes), "changed something before it failed");

        byte[] head = [.. Bytes(three, "classifier.out_proj.weight")];
        var report = Checkpoint.Load(three, _folder["w.safetensors"], ignoreMismatchedSizes: true);
        Assert.Equal(
            ["roberta.embeddings.position_embeddings.weight", "classifier.out_proj.weight", "classifier.out_proj.bias"], report.Initialized);
        Assert.All(report.Tensors, tensor => Assert.Equal(TensorOutcome.WrongShape, tensor.Outcome));
        Assert.Equal(head, Bytes(three, "classifier.out_proj.weight"));
        Assert.Equal(Bytes(two, "classifier.dense.weight"), Bytes(three, "classifier.dense.weight"));
        Assert.Equal(three.Parameters.Layout.Slices.Count - 3, report.Loaded);
    }

    [Fact]
    public void A_checkpoint_that_lacks_parts_of_the_encoder_is_refused_with_their_names()
    {
        using var shallow = Fresh(Tiny with { Family = ModelFamilies.Electra }, 1);
        Save(shallow, shallow.Parameters.Layout.Slices.Keys, name => name);
        using var deeper = Fresh(shallow.Config with { Layers = 2 }, 2);
        var e = Assert.Throws<WeightsFormatException>(() => Checkpoint.Load(deeper, _folder["w.safetensors"], ignoreMismatchedSizes: true));
        Assert.Contains("lacks 16 of the encoder's 37 tensors", e.Message, StringComparison.Ordinal);
        Assert.Contains("'electra.encoder.layer.1.attention.self.query.weight'", e.Message, StringComparison.Ordinal);
        Assert.Contains("and 6 more", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_familys_checkpoint_is_refused_even_where_the_names_agree_behind_the_prefix()
    {
        using var bert = Fresh(Tiny, 1);
        Save(bert, bert.Parameters.Layout.Slices.Keys, name => name);
        using var electra = Fresh(Tiny with { Family = ModelFamilies.Electra }, 2);
        var e = Assert.Throws<WeightsFormatException>(() => Checkpoint.Load(electra, _folder["w.safetensors"]));
        Assert.Contains("lacks 21 of the encoder's 21 tensors", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_is_a_table_of_at_most_eighty_columns()
    {
        using var model = Fresh(Tiny with { Family = ModelFamilies.DistilBert }, 1);
        var encoder = model.Parameters.Layout.Slices.Keys.Where(name => !name.StartsWith("classifier.bias", StringComparison.Ordinal));
        const string far = "some_wrapper.another_wrapper.adapter.transformer.layer.11.attention.weight";
        Save(model, encoder, name => name, (far, zeros(30522, 8)));
        using var other = Fresh(model.Config with { LabelNames = ["a", "b", "c"] }, 1);

        var table = Checkpoint.Load(other, _folder["w.safetensors"], ignoreMismatchedSizes: true).ToTable();

        Assert.Equal(
        [
            "outcome      tensor                                         found       expected",
            "missing      classifier.bias                                -           [3]",
            "wrong shape  classifier.weight                              [2, 8]      [3, 8]",
            "unexpected   …dapter.transformer.layer.11.attention.weight  [30522, 8]  -",
        ],
        table);
        Assert.All(table, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void A_long_report_is_cut_and_an_empty_one_is_no_table()
    {
        using var model = Fresh(Tiny, 1);
        Save(model, model.Parameters.Layout.Slices.Keys, name => name, [.. Enumerable.Range(0, 40).Select(i => ($"extra.{i}", zeros(1)))]);
        var table = Checkpoint.Load(model, _folder["w.safetensors"]).ToTable();
        Assert.Equal(32, table.Count);
        Assert.Equal("and 10 more", table[^1]);
        Assert.Empty(new LoadReport(3, []).ToTable());
    }

    static TextClassifier Fresh(ModelConfig config, ulong seed)
    {
        var model = TextClassifier.Create(config, CPU, new NativeDropout());
        model.Initialize(seed);
        return model;
    }

    static byte[] Bytes(TextClassifier model, string name) => [.. model.Parameters.View(name).bytes];

    /// <summary>By hand, for the engine writes float32 alone.</summary>
    static void WriteHalf(TextClassifier model, ScalarType type, string path)
    {
        var entries = new List<string>();
        using var data = new MemoryStream();
        foreach (var (name, slice) in model.Parameters.Layout.Slices)
        {
            var start = data.Length;
            data.Write(model.Parameters.View(name).to(type).bytes);
            var word = type == ScalarType.Float16 ? "F16" : "BF16";
            entries.Add($"\"{name}\":{{\"dtype\":\"{word}\",\"shape\":[{string.Join(",", slice.Shape)}],\"data_offsets\":[{start},{data.Length}]}}");
        }

        var header = System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(",", entries)}}}");
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(header);
        data.WriteTo(file);
    }

    void Save(TextClassifier model, IEnumerable<string> names, Func<string, string> rename, params (string, Tensor)[] others) =>
        SafeTensorsWriter.Write(_folder["w.safetensors"], [.. names.Select(name => (rename(name), model.Parameters.View(name))), .. others]);
}
