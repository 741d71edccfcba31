using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Tests;

/// <summary>The CPU's own encoder against the general one, which the golden data of Hugging Face's hold to.</summary>
public sealed class CpuEncoderTests
{
    [Theory]
    [InlineData("bert")]
    [InlineData("distilbert")]
    [InlineData("roberta")]
    [InlineData("electra")]
    [InlineData("albert")]
    [InlineData("mpnet")]
    public void Logits_and_gradients_are_those_of_autograd(string family)
    {
        using var scope = NewDisposeScope();
        using var model = Model(family, dropout: 0);
        foreach (var padded in new[] { false, true })
        {
            var (expectedLogits, expected) = Step(model, host: false, padded);
            var (logits, gradients) = Step(model, host: true, padded);

            // float32 sums of some hundred terms in another order.
            Assert.InRange(logits.sub(expectedLogits).abs().max().item<float>(), 0, 1e-5f);
            foreach (var name in model.Parameters.Layout.Slices.Keys)
            {
                var a = model.Parameters.Layout.View(expected, name);
                var b = model.Parameters.Layout.View(gradients, name);
                var scale = a.norm().item<float>();
                Assert.True(b.sub(a).norm().item<float>() <= 1e-4f * scale + 1e-7f, $"{family} {name}: {b.sub(a).norm().item<float>()} of {scale}");
            }
        }
    }

    [Fact]
    public void Without_gradients_the_logits_are_the_same_too()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var model = Model("bert", dropout: 0.1);
        var (ids, mask) = Batch(padded: true);
        model.UsesCpuEncoder = false;
        var expected = model.Forward(ids, null, mask, training: false);
        model.UsesCpuEncoder = true;
        var logits = model.Forward(ids, null, mask, training: false);
        Assert.InRange(logits.sub(expected).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void With_dropout_the_gradient_is_the_slope_of_the_loss()
    {
        // The same masks every time: the loss is then a smooth function of a weight.
        using var scope = NewDisposeScope();
        var dropout = new CpuDropout(11);
        using var model = TextClassifier.Create(Config("bert").WithDropout(0.3), CPU, dropout);
        model.Initialize(3);
        model.Parameters.Values.mul_(5);
        var state = dropout.State;
        var (ids, mask) = Batch(padded: true);
        Loss(backward: true);
        foreach (var name in new[]
        {
            "bert.encoder.layer.0.attention.self.query.weight", "bert.encoder.layer.0.attention.self.value.weight",
            "bert.encoder.layer.0.output.dense.weight", "bert.encoder.layer.1.attention.self.key.weight",
            "bert.embeddings.word_embeddings.weight",
        })
        {
            // Along the gradient itself, where the slope is its norm.
            var gradient = model.Parameters.Layout.View(model.Parameters.Gradients, name).clone();
            var norm = gradient.norm().item<float>();
            var weight = model.Parameters.View(name);
            var step = gradient.mul(0.002 / norm);
            using var noGradient = no_grad();
            weight.add_(step);
            var above = Loss(backward: false);
            weight.sub_(step).sub_(step);
            var below = Loss(backward: false);
            weight.add_(step);
            Assert.InRange((above - below) / 0.004, 0.98 * norm - 1e-4, 1.02 * norm + 1e-4);
        }

        double Loss(bool backward)
        {
            dropout.State = state;
            using var gradients = enable_grad();
            var loss = F.cross_entropy(model.ForwardForTraining(ids, null, mask), tensor(new long[] { 0, 1, 1, 0 }));
            if (backward)
            {
                model.Backward(loss);
            }

            return loss.item<float>();
        }
    }

    [Fact]
    public void Ids_beyond_the_table_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Model("bert", dropout: 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ForwardForTraining(tensor(new long[,] { { 1, 50 } }), null, null));
    }

    static (Tensor Logits, Tensor Gradients) Step(PostNormClassifier model, bool host, bool padded)
    {
        model.UsesCpuEncoder = host;
        model.Parameters.Gradients.zero_();
        var (ids, mask) = Batch(padded);
        var types = ids.remainder(2).mul(mask);
        Tensor logits = null!;
        for (var accumulated = 0; accumulated < 2; accumulated++)
        {
            logits = model.ForwardForTraining(ids, types, padded ? mask : null);
            model.Backward(F.cross_entropy(logits, tensor(new long[] { 0, 1, 1, 0 })));
        }

        return (logits.detach(), model.Parameters.Gradients.clone());
    }

    static (Tensor Ids, Tensor Mask) Batch(bool padded)
    {
        using var generator = new Generator(4);
        var mask = ones(4, 19, ScalarType.Int64);
        if (padded)
        {
            foreach (var (row, tokens) in new[] { (0, 7), (1, 19), (2, 1), (3, 16) })
            {
                mask[row, TensorIndex.Slice(tokens)] = 0;
            }
        }

        var ids = randint(1, 50, [4, 19], ScalarType.Int64, generator: generator);
        return (ids.mul(mask), mask);
    }

    static PostNormClassifier Model(string family, double dropout)
    {
        var model = (PostNormClassifier)TextClassifier.Create(Config(family).WithDropout(dropout), CPU, new CpuDropout(1));
        model.Initialize(2);
        // Larger weights than fresh ones, so that attention is not nearly uniform.
        using var noGradient = no_grad();
        model.Parameters.Values.mul_(5);
        return model;
    }

    static ModelConfig Config(string family) => new()
    {
        Family = ModelFamilies.Find(family)!,
        VocabularySize = 50,
        HiddenSize = 32,
        EmbeddingSize = family is "electra" or "albert" ? 16 : 32,
        Activation = family == "albert" ? Activation.GeluTanh : Activation.Gelu,
        Options = family == "albert" ? new AlbertOptions(2, 2) : null,
        Layers = 2,
        Heads = 4,
        IntermediateSize = 64,
        MaxPositions = 40,
        LabelNames = ["a", "b", "c"],
    };
}
