using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>The engine's models against <see cref="PlainModel"/>, in shapes that no golden checkpoint has.</summary>
public sealed class PlainModelTests
{
    // float32 in another order of summation, on logits of about one.
    const float Tolerance = 1e-5f;

    static readonly ModelConfig Small = new()
    {
        VocabularySize = 23,
        HiddenSize = 24,
        Layers = 2,
        Heads = 3,
        IntermediateSize = 40,
        MaxPositions = 16,
        HiddenDropout = 0.3,
        AttentionDropout = 0.2,
        ClassifierDropout = 0.4,
        LabelNames = ["a", "b", "c"],
    };

    static readonly Dictionary<string, ModelConfig> Shapes = new(PreNormShapes.Of(Small).Concat(RelativeShapes.Of(Small)))
    {
        ["bert"] = Small,
        ["bert, one type, relu"] = Small with { TypeVocabularySize = 1, Activation = Activation.Relu, Heads = 6 },
        ["bert, three types, large epsilon"] = Small with { TypeVocabularySize = 3, LayerNormEpsilon = 0.1, Heads = 1 },
        ["bert, gelu_new, one label"] = Small with { Activation = Activation.GeluTanh, LabelNames = ["score"], ClassifierDropout = null },
        ["distilbert"] = Small with { Family = ModelFamilies.DistilBert },
        ["distilbert, one layer, relu"] = Small with { Family = ModelFamilies.DistilBert, Layers = 1, Activation = Activation.Relu },
        ["roberta"] = Small with { Family = ModelFamilies.Roberta, PaddingId = 1, TypeVocabularySize = 1, LayerNormEpsilon = 1e-5 },
        ["roberta, padding 3, two types"] = Small with { Family = ModelFamilies.Roberta, PaddingId = 3, Activation = Activation.GeluTanh },
        ["xlm-roberta"] = Small with { Family = ModelFamilies.XlmRoberta, PaddingId = 1, TypeVocabularySize = 1, LayerNormEpsilon = 1e-5 },
        ["electra, narrow embeddings"] = Small with { Family = ModelFamilies.Electra, EmbeddingSize = 10 },
        ["electra, wide embeddings, relu"] = Small with { Family = ModelFamilies.Electra, EmbeddingSize = 32, Activation = Activation.Relu },
        ["electra, one label"] = Small with { Family = ModelFamilies.Electra, LabelNames = ["score"], ClassifierDropout = null, Layers = 3 },
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_equal_those_of_plain_modules_padded_or_not_fused_or_not(string shape)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var config = Shapes[shape];
        using var model = Random(config, new NativeDropout());
        var plain = new PlainModel(config, model.Parameters.View, training: false);
        var (ids, types, mask) = Batch(config);
        var expected = plain.Forward(ids, types, mask);
        Assert.True(expected.std(false).item<float>() > 100 * Tolerance, "logits too much alike to compare");

        foreach (var fused in new[] { false, true })
        {
            model.FusedAttention = fused;
            AssertEqual(expected, model.Forward(ids, types, mask, training: false));
            for (var b = 0; b < 2; b++)
            {
                var length = mask[b].sum().item<long>();
                AssertEqual(
                    expected.narrow(0, b, 1),
                    model.Forward(ids.narrow(0, b, 1).narrow(1, 0, length), types.narrow(0, b, 1).narrow(1, 0, length), null, training: false));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dropout_acts_where_Hugging_Faces_modules_have_it(string shape)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var config = Shapes[shape];
        using var model = Random(config, new ScalingDropout());
        var (ids, types, mask) = Batch(config);
        var expected = new PlainModel(config, model.Parameters.View, training: true).Forward(ids, types, mask);
        AssertEqual(expected, model.Forward(ids, types, mask, training: true));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_gets_the_gradient_of_plain_modules(string shape)
    {
        using var scope = NewDisposeScope();
        var config = Shapes[shape];
        using var model = Random(config, new NativeDropout());
        var (ids, types, mask) = Batch(config);
        var direction = randn([2, config.Labels], generator: new Generator(9));
        model.Forward(ids, types, mask, training: false).mul(direction).sum().backward();

        // Along a random direction of all parameters at once: the plain model's change over a step of 2h.
        using var noGradient = no_grad();
        var step = randn([model.Parameters.Layout.TrainedLength], generator: new Generator(10));
        step.div_(step.norm());
        const double h = 2e-2;
        double Loss(double at)
        {
            model.Parameters.Values.add_(step, at);
            var loss = new PlainModel(config, model.Parameters.View, training: false).Forward(ids, types, mask).mul(direction).sum();
            model.Parameters.Values.add_(step, -at);
            return loss.item<float>();
        }

        var expected = (Loss(h) - Loss(-h)) / (2 * h);
        var actual = model.Parameters.Gradients.dot(step).item<float>();
        // The third derivative times h², and float32's rounding of the losses over 2h: 1e-6 / 4e-2.
        Assert.Equal(expected, actual, 0.01 * Math.Abs(expected) + 5e-4);
    }

    static TextClassifier Random(ModelConfig config, IDropout dropout)
    {
        var model = TextClassifier.Create(config, CPU, dropout);
        using var noGradient = no_grad();
        using var generator = new Generator(5);
        model.Parameters.Values.normal_(0, 0.4, generator);
        model.Parameters.Frozen.normal_(0, 0.4, generator);
        return model;
    }

    /// <summary>Two texts, the second padded, with a padding token inside the first.</summary>
    static (Tensor Ids, Tensor Types, Tensor Mask) Batch(ModelConfig config)
    {
        long padding = config.PaddingId;
        var ids = tensor(new long[,] { { 5, 9, 22, padding, 11, 7 }, { 6, 2, 13, padding, padding, padding } });
        var types = tensor(new long[,] { { 0, 0, 0, 1, 1, 1 }, { 0, 1, 1, 0, 0, 0 } });
        var mask = tensor(new long[,] { { 1, 1, 1, 1, 1, 1 }, { 1, 1, 1, 0, 0, 0 } });
        return (ids, config.TypeVocabularySize < 2 ? zeros_like(types) : types, mask);
    }

    static void AssertEqual(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange(expected.sub(actual).abs().max().item<float>(), 0, Tolerance);
    }
}
