using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using TrainingDynamics.Engine.Weights;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Adapters on a model of every family, by closed forms.</summary>
public sealed class AdapterModelTests : IDisposable
{
    static readonly LoraConfig Lora = new() { Rank = 3, Alpha = 6, ModulesToSave = ["classifier", "score"] };

    static readonly ModelConfig Tiny = new()
    {
        VocabularySize = 30,
        HiddenSize = 16,
        Layers = 2,
        Heads = 2,
        IntermediateSize = 24,
        MaxPositions = 12,
        LabelNames = ["a", "b", "c"],
    };

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Families => [.. ModelFamilies.All.Select(family => family.ModelType)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Families))]
    public void Fresh_adapters_change_no_logit_and_are_of_the_size_that_the_rank_says(string family)
    {
        using var scope = NewDisposeScope();
        using var plain = Model(Config(family));
        using var adapted = Adapted(family, plain);

        Assert.All(Logits(plain).Zip(Logits(adapted)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        var layout = adapted.Parameters.Layout;
        var targets = layout.Slices.Where(slice => slice.Key.EndsWith("lora_A.weight", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(targets);
        Assert.All(targets, a => Assert.Equal(
            Lora.Rank * (a.Value.Shape[1] + layout.Slices[a.Key.Replace("lora_A", "lora_B", StringComparison.Ordinal)].Shape[0]),
            a.Value.Elements + layout.Slices[a.Key.Replace("lora_A", "lora_B", StringComparison.Ordinal)].Elements));
        var head = layout.Slices.Where(slice => !LoraConfig.IsAdapter(slice.Key) && Lora.IsSaved(slice.Key)).Sum(slice => slice.Value.Elements);
        var matrices = layout.Slices.Where(slice => LoraConfig.IsAdapter(slice.Key)).Sum(slice => slice.Value.Elements);
        Assert.Equal(head + matrices, layout.TrainedLength);
        Assert.Equal(plain.Parameters.Layout.Length + matrices, layout.Length);
        Assert.Equal([layout.TrainedLength], adapted.Parameters.Gradients.shape);
        Assert.Equal([layout.Length - layout.TrainedLength], adapted.Parameters.Frozen.shape);
        foreach (var (name, slice) in targets)
        {
            // Uniform in ±1/√in: its deviation is a √3rd of that.
            var values = adapted.Parameters.View(name);
            var bound = 1 / Math.Sqrt(slice.Shape[1]);
            Assert.InRange(values.abs().max().item<float>(), 0.5 * bound, bound);
            Assert.InRange(values.std().item<float>(), 0.3 * bound, 0.85 * bound);
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void What_adapters_add_is_their_product_times_alpha_by_rank_and_can_be_merged(string family)
    {
        using var scope = NewDisposeScope();
        using var plain = Model(Config(family));
        using var adapted = Adapted(family, plain);
        Disturb(adapted);
        AdapterWeights.Save(adapted, _folder["adapter_model.safetensors"]);

        using (var adapter = AdapterWeights.Open(_folder["adapter_model.safetensors"]))
        {
            adapter.MergeInto(plain, adapted.Config.Lora!);
        }

        foreach (var (name, _) in plain.Parameters.Layout.Slices)
        {
            var (a, b) = LoraConfig.NamesOf(name);
            var expected = adapted.Parameters.View(name);
            if (name.EndsWith(".weight", StringComparison.Ordinal) && adapted.Parameters.Layout.Slices.ContainsKey(a))
            {
                expected = expected + 2 * AsStored(adapted, name, adapted.Parameters.View(b).matmul(adapted.Parameters.View(a)));
            }

            Assert.True(expected.allclose(plain.Parameters.View(name), 1e-6, 1e-7), name);
        }

        var (apart, merged) = (Logits(adapted), Logits(plain));
        Assert.All(apart.Zip(merged), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        using var unadapted = Model(Config(family));
        Assert.Contains(apart.Zip(Logits(unadapted)), pair => Math.Abs(pair.First - pair.Second) > 1e-3);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Gradients_of_every_linear_layers_adapter_follow_from_those_of_the_merged_weights(string family)
    {
        using var scope = NewDisposeScope();
        using var plain = Model(Config(family));
        var specs = plain.Config.Family.Parameters(plain.Config);
        using var model = Adapted(family, plain, Lora with { Targets = AdaptedParameters.AllLinear(specs, Lora) });
        Disturb(model);
        AdapterWeights.Save(model, _folder["adapter_model.safetensors"]);
        using (var adapter = AdapterWeights.Open(_folder["adapter_model.safetensors"]))
        {
            adapter.MergeInto(plain, model.Config.Lora!);
        }

        model.Backward(Loss(model));
        plain.Backward(Loss(plain));

        Tensor Of(TextClassifier one, string name) => one.Parameters.Layout.View(one.Parameters.Gradients, name);
        var pairs = 0;
        foreach (var name in model.Parameters.Layout.Slices.Keys.Where(model.Parameters.Layout.IsTrained))
        {
            if (!LoraConfig.IsAdapter(name))
            {
                AssertClose(Of(plain, name), Of(model, name), name);
            }
            else if (name.EndsWith(".lora_A.weight", StringComparison.Ordinal))
            {
                // W' = W + 2BA, so that dA = 2Bᵀ·dW' and dB = 2dW'·Aᵀ.
                var weight = name.Replace(".lora_A.", ".", StringComparison.Ordinal);
                var (a, b) = LoraConfig.NamesOf(weight);
                var gradient = AsStored(plain, weight, Of(plain, weight));
                AssertClose(2 * model.Parameters.View(b).t().matmul(gradient), Of(model, a), a);
                AssertClose(2 * gradient.matmul(model.Parameters.View(a).t()), Of(model, b), b);
                pairs++;
            }
        }

        Assert.Equal(AdaptedParameters.AllLinear(specs, Lora).Count, pairs);
        Assert.True(pairs >= 7); // six of the one layer that ALBERT's share, and its projection
    }

    [Fact]
    public void All_linear_are_those_of_the_encoder_and_the_pooler_and_no_table_and_no_classifier()
    {
        string[] layer = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"];
        Assert.Equal(
            [.. Enumerable.Range(0, 2).SelectMany(i => layer.Select(name => $"bert.encoder.layer.{i}.{name}")), "bert.pooler.dense"],
            AdaptedParameters.AllLinear(Config("bert").Family.Parameters(Config("bert")), Lora));
    }

    [Theory]
    [InlineData(Precision.Fp32, 4)]
    [InlineData(Precision.Bf16, 2)]
    public void Frozen_weights_are_held_once_in_the_precision_of_the_passes_and_keep_their_bytes(Precision precision, int bytes)
    {
        using var scope = NewDisposeScope();
        using var plain = Model(Config("bert"));
        using var model = Adapted("bert", plain, precision: precision);
        byte[] before = [.. model.Parameters.Frozen.bytes];
        byte[] trained = [.. model.Parameters.Values.bytes];
        Assert.Equal(bytes * (model.Parameters.Layout.Length - model.Parameters.Layout.TrainedLength), before.Length);

        using var optimizer = new FusedAdamW(model.Parameters, weightDecay: 0.1);
        using var clip = new GradientClip(1, CPU);
        model.Backward(Loss(model));
        optimizer.Update(clip, 0.01).Dispose();
        model.Parameters.Publish();

        Assert.Equal(before, model.Parameters.Frozen.bytes.ToArray());
        Assert.NotEqual(trained, model.Parameters.Values.bytes.ToArray());
        Assert.Equal([model.Parameters.Layout.TrainedLength], optimizer.FirstMoment.shape);
    }

    [Fact]
    public void Dropout_of_adapters_acts_on_their_inputs_in_training_alone()
    {
        using var scope = NewDisposeScope();
        using var plain = Model(Config("bert"));
        using var model = Adapted("bert", plain, Lora with { Dropout = 0.5, Targets = ["query"] });
        using var without = Adapted("bert", plain, Lora with { Targets = ["query"] });
        foreach (var one in new[] { model, without })
        {
            Disturb(one);
        }

        Assert.Equal(Logits(without), Logits(model));
        Assert.NotEqual(Loss(without).item<float>(), Loss(model).item<float>());
        Assert.Equal(Loss(without).item<float>(), Loss(without).item<float>());
    }

    [Fact]
    public void The_scale_of_rank_stabilized_adapters_divides_by_the_root_of_the_rank() =>
        Assert.Equal((2, 3), ((Lora with { Rank = 8, Alpha = 16 }).Scale, (Lora with { Rank = 16, Alpha = 12, IsRankStabilized = true }).Scale));

    [Theory]
    [InlineData("query", "bert.encoder.layer.1.attention.self.query", true)]
    [InlineData("self.query", "bert.encoder.layer.1.attention.self.query", true)]
    [InlineData("uery", "bert.encoder.layer.1.attention.self.query", false)]
    [InlineData("bert.encoder.layer.1.attention.self.query", "bert.encoder.layer.1.attention.self.query", true)]
    public void A_target_is_a_whole_name_or_its_end_after_a_dot(string target, string module, bool expected) =>
        Assert.Equal(expected, (Lora with { Targets = [target] }).IsTarget(module));

    [Fact]
    public void A_target_pattern_matches_whole_names()
    {
        var lora = Lora with { TargetPattern = @".*\.(query|value)" };
        Assert.True(lora.IsTarget("bert.encoder.layer.1.attention.self.query"));
        Assert.False(lora.IsTarget("bert.encoder.layer.1.attention.self.query.more"));
        Assert.Throws<LoraConfigException>(() => (Lora with { TargetPattern = "(" }).IsTarget("query"));
    }

    [Theory]
    [InlineData("encoder", "bert.pooler classifier")]
    [InlineData("embeddings", "bert.encoder.layer.0 bert.encoder.layer.1 bert.pooler classifier")]
    [InlineData("layers:0", "bert.embeddings bert.encoder.layer.1 bert.pooler classifier")]
    [InlineData("embeddings,layers:0-1", "bert.pooler classifier")]
    public void Frozen_parts_are_those_that_are_named(string freeze, string trained)
    {
        using var scope = NewDisposeScope();
        var layout = TextClassifier.Layout(Config("bert") with { Frozen = FrozenParts.Parse(freeze) });

        Assert.Equal(
            trained.Split(' '),
            layout.Slices.Keys.Where(layout.IsTrained)
                .Select(name => trained.Split(' ').FirstOrDefault(part => name.StartsWith(part, StringComparison.Ordinal), name)).Distinct());
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Embeddings_layers_and_what_remains_make_the_encoder_of_every_family(string family)
    {
        string[] Frozen(string freeze)
        {
            var layout = TextClassifier.Layout(Config(family) with { Frozen = FrozenParts.Parse(freeze) });
            return [.. layout.Slices.Keys.Where(name => !layout.IsTrained(name))];
        }

        var (encoder, embeddings, first) = (Frozen("encoder"), Frozen("embeddings"), Frozen("layers:0"));
        Assert.NotEmpty(embeddings);
        Assert.NotEmpty(first);
        Assert.Empty(embeddings.Intersect(first));
        Assert.All(embeddings.Concat(first), name => Assert.Contains(name, encoder));
        Assert.All(encoder, name => Assert.StartsWith(ModelFamilies.Find(family)!.EncoderPrefix, name, StringComparison.Ordinal));
        Assert.Equal(embeddings.Concat(first).Order(StringComparer.Ordinal), Frozen("embeddings,layers:0-0").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("head")]
    [InlineData("layers")]
    [InlineData("layers:")]
    [InlineData("layers:3-1")]
    [InlineData("layers:0-1-2")]
    [InlineData("layers:0,layers:1")]
    [InlineData("embeddings,embeddings")]
    [InlineData("embeddings, layers:0")]
    public void Other_words_are_no_frozen_parts(string text) => Assert.Null(FrozenParts.Parse(text));

    [Fact]
    public void A_layer_that_the_model_lacks_cannot_be_frozen() => Assert.Equal(
        "--freeze: found layer 2, but the model has the layers 0 to 1",
        Assert.Throws<LoraConfigException>(() => TextClassifier.Layout(Config("bert") with { Frozen = FrozenParts.Parse("layers:1-2") })).Message);

    static ModelConfig Config(string family) => ModelFamilies.Find(family) is { } built
        ? built.Sized(Tiny with { Family = built }).WithDropout(0)
        : throw new ArgumentException(family);

    // GPT-2's weights lie as [in, out].
    static Tensor AsStored(TextClassifier model, string name, Tensor matrix) => model.Parameters.Layout.Slices[name].InputsFirst ? matrix.t() : matrix;

    static TextClassifier Model(ModelConfig config)
    {
        var model = TextClassifier.Create(config, CPU, new CpuDropout(1));
        model.UseAutogradAlone();
        model.Initialize(2);
        if (config.Lora is null)
        {
            // Far enough from zero for every part to be seen in the logits.
            model.Parameters.Values.mul_(8);
        }

        return model;
    }

    // The weights of a plain model, with fresh adapters.
    static TextClassifier Adapted(string family, TextClassifier plain, LoraConfig? lora = null, Precision precision = Precision.Fp32)
    {
        var chosen = lora ?? Lora;
        var model = Model(Config(family) with
        {
            Precision = precision,
            Lora = chosen.Targets.Count > 0 ? chosen : chosen with { Targets = ModelFamilies.Find(family)!.LoraTargets },
        });
        using var noGradient = no_grad();
        foreach (var name in plain.Parameters.Layout.Slices.Keys)
        {
            model.Parameters.View(name).copy_(plain.Parameters.View(name));
        }

        model.Parameters.Publish();
        return model;
    }

    static void Disturb(TextClassifier model)
    {
        using var noGradient = no_grad();
        using var generator = new Generator(3);
        foreach (var name in model.Parameters.Layout.Slices.Keys.Where(LoraConfig.IsAdapter))
        {
            model.Parameters.View(name).normal_(0, 0.3, generator);
        }
    }

    static void AssertClose(Tensor expected, Tensor actual, string name) =>
        Assert.True((expected - actual).norm().item<float>() <= 1e-4f * expected.norm().item<float>() + 1e-4f, name);

    static float[] Logits(TextClassifier model)
    {
        using var noGradient = no_grad();
        return model.Forward(Ids, null, Mask, training: false).data<float>().ToArray();
    }

    static Tensor Loss(TextClassifier model) => model.ForwardForTraining(Ids, null, Mask).square().sum();

    static Tensor Ids => tensor(new long[,] { { 1, 2, 3, 4 }, { 5, 6, 0, 0 } });

    static Tensor Mask => tensor(new long[,] { { 1, 1, 1, 1 }, { 1, 1, 0, 0 } });
}
