using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Optim;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class TextClassifierTests
{
    static readonly ModelConfig Tiny =
        new() { VocabularySize = 11, HiddenSize = 8, Layers = 2, Heads = 2, IntermediateSize = 16, MaxPositions = 12 };

    [Theory]
    [InlineData("bert")]
    [InlineData("distilbert")]
    [InlineData("roberta")]
    [InlineData("electra")]
    [InlineData("modernbert")]
    [InlineData("llama")]
    [InlineData("mistral")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gpt2")]
    [InlineData("deberta-v2")]
    [InlineData("albert")]
    [InlineData("mpnet")]
    public void Gradients_agree_with_finite_differences(string family)
    {
        using var scope = NewDisposeScope();
        var config = ModelFamilies.Find(family)!.Sized(Tiny with
        {
            Family = ModelFamilies.Find(family)!,
            HiddenSize = 4,
            IntermediateSize = 8,
            EmbeddingSize = family == "electra" ? 6 : 0,
        });
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        model.Parameters.Initialize(0.5, 3);
        var ids = tensor(new long[,] { { 1, 2, 3, 4 }, { 5, 6, 0, 0 } });
        var mask = tensor(new long[,] { { 1, 1, 1, 1 }, { 1, 1, 0, 0 } });
        Tensor Loss() => model.Forward(ids, null, mask, training: false).square().sum();
        Loss().backward();

        using var noGradient = no_grad();
        foreach (var (name, slice) in model.Parameters.Layout.Slices)
        {
            // One direction per tensor: the whole gradient's projection on itself.
            var values = model.Parameters.View(name).view(-1);
            var gradient = model.Parameters.Gradients.narrow(0, slice.Offset, slice.Elements);
            var norm = gradient.norm().item<float>();
            if (norm < 1e-3f)
            {
                continue; // of keys' biases, which cancel in the softmax
            }

            var direction = gradient.div(norm);
            const float h = 5e-3f;
            values.add_(direction, h);
            var up = Loss().item<float>();
            values.add_(direction, -2 * h);
            var down = Loss().item<float>();
            values.add_(direction, h);
            // Second-order differences in float32: the loss's rounding over 2h, and the third derivative times h².
            Assert.InRange((up - down) / (2 * h), 0.97f * norm - 0.01f, 1.03f * norm + 0.01f);
        }
    }

    [Fact]
    public void Dropout_acts_in_training_alone()
    {
        using var scope = NewDisposeScope();
        using var model = TextClassifier.Create(Tiny.WithDropout(0.5), CPU, new CpuDropout(1));
        model.Initialize(1);
        var ids = tensor(new long[,] { { 1, 2, 3 } });
        Assert.True(model.Forward(ids, null, null, false).equal(model.Forward(ids, null, null, false)).all().item<bool>());
        Assert.False(model.Forward(ids, null, null, true).equal(model.Forward(ids, null, null, true)).all().item<bool>());
    }

    [Theory]
    [InlineData("bert", "bert.embeddings.word_embeddings.weight")]
    [InlineData("distilbert", "distilbert.embeddings.word_embeddings.weight")]
    [InlineData("roberta", "roberta.embeddings.word_embeddings.weight", "roberta.embeddings.position_embeddings.weight")]
    [InlineData("electra", "electra.embeddings.word_embeddings.weight")]
    [InlineData("deberta-v2", "deberta.embeddings.word_embeddings.weight")]
    [InlineData("albert", "albert.embeddings.word_embeddings.weight")]
    public void What_stands_for_padding_starts_at_zero_and_gets_no_gradient(string family, params string[] tables)
    {
        using var scope = NewDisposeScope();
        const int padding = 2;
        using var model = TextClassifier.Create(Tiny with { Family = ModelFamilies.Find(family)!, PaddingId = padding }, CPU, new NativeDropout());
        model.Initialize(1);
        var all = model.Parameters.Layout.Slices.Keys.Where(name => name.Contains("embeddings.weight", StringComparison.Ordinal));
        var zeroRows = all.Where(name => Norm(model.Parameters.Values, name, padding) == 0);
        Assert.Equal(tables, zeroRows.ToArray());
        model.Forward(tensor(new long[,] { { 1, padding, 3 } }), null, null, false).square().sum().backward();
        Assert.All(tables, table => Assert.NotEqual(0f, Norm(model.Parameters.Gradients, table, padding)));

        model.ClearPaddingGradient();

        Assert.All(tables, table => Assert.Equal(0f, Norm(model.Parameters.Gradients, table, padding)));
        Assert.NotEqual(0f, Norm(model.Parameters.Gradients, tables[0], 3));

        float Norm(Tensor buffer, string name, int row)
        {
            var table = model.Parameters.Layout.View(buffer, name);
            return row < table.shape[0] ? table[row].norm().item<float>() : float.NaN;
        }
    }

    [Fact]
    public void A_table_of_sines_starts_as_such_and_is_neither_trained_nor_decayed()
    {
        using var scope = NewDisposeScope();
        var config = Tiny with { Family = ModelFamilies.DistilBert, SinusoidalPositions = true };
        using var model = TextClassifier.Create(config, CPU, new NativeDropout());
        model.Initialize(1);
        const string name = "distilbert.embeddings.position_embeddings.weight";
        var table = model.Parameters.View(name);
        // Closed form: position 3, wavelengths 10000^(2·1/8).
        Assert.Equal((float)Math.Sin(3 / Math.Pow(10_000, 0.25)), table[3, 2].item<float>());
        Assert.Equal((float)Math.Cos(3 / Math.Pow(10_000, 0.25)), table[3, 3].item<float>());
        Assert.Equal((0f, 1f), (table[0, 0].item<float>(), table[0, 1].item<float>()));

        var before = table.clone();
        using var optimizer = new FusedAdamW(model.Parameters, weightDecay: 0.1);
        using var clip = new GradientClip(null, CPU);
        model.Backward(model.ForwardForTraining(tensor(new long[,] { { 1, 2, 3 } }), null, null).square().sum());
        Assert.NotEqual(0f, optimizer.Update(clip, 0.1).item<float>());

        var layout = model.Parameters.Layout;
        Assert.False(layout.IsTrained(name));
        Assert.False(model.Parameters.Leaf(name).requires_grad);
        Assert.Equal(layout.Length - before.numel(), layout.TrainedLength);
        Assert.Equal([layout.TrainedLength], model.Parameters.Gradients.shape);
        Assert.Equal([layout.TrainedLength], optimizer.FirstMoment.shape);
        Assert.True(before.equal(table).all().item<bool>());
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("distilbert")]
    [InlineData("roberta")]
    [InlineData("electra")]
    [InlineData("deberta-v2")]
    [InlineData("albert")]
    [InlineData("mpnet")]
    public void What_has_bias_or_layer_norm_in_its_name_is_not_decayed(string family)
    {
        var layout = TextClassifier.Layout(Tiny with { Family = ModelFamilies.Find(family)! });
        foreach (var (name, slice) in layout.Slices)
        {
            // The golden runs' no_decay.
            var exempt = new[] { "bias", "LayerNorm.weight", "layer_norm.weight" }.Any(part => name.Contains(part, StringComparison.Ordinal));
            Assert.Equal(exempt, slice.Offset >= layout.DecayedLength);
        }
    }
}
