using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

public sealed class FlatParametersTests
{
    static readonly ModelConfig Config = new()
    {
        VocabularySize = 50,
        HiddenSize = 8,
        Layers = 2,
        Heads = 2,
        IntermediateSize = 16,
        MaxPositions = 12,
        PaddingId = 3,
    };

    [Fact]
    public void Every_element_of_the_buffer_belongs_to_exactly_one_checkpoint_tensor()
    {
        var layout = TextClassifier.Layout(Config);
        var end = 0L;
        foreach (var slice in layout.Slices.Values.OrderBy(s => s.Offset))
        {
            Assert.Equal(end, slice.Offset);
            end += slice.Elements;
        }

        Assert.Equal(layout.Length, end);
    }

    [Fact]
    public void Writing_to_a_view_changes_the_leaf_and_backward_fills_the_flat_gradient()
    {
        using var scope = NewDisposeScope();
        using var parameters = new FlatParameters(TextClassifier.Layout(Config), CPU);
        const string key = "bert.encoder.layer.1.attention.self.key.weight";
        using (no_grad())
        {
            parameters.View(key).fill_(2);
        }

        var fused = parameters.Leaf("bert.encoder.layer.1.attention.self.query.weight"); // [3H, H]

        fused.square().sum().backward();
        fused.square().sum().backward();

        Assert.Equal([24L, 8L], fused.shape);
        Assert.Equal(8 * 8 * 2f, fused.sum().item<float>());
        var slice = parameters.Layout.Slices[key];
        Assert.True(parameters.Gradients.narrow(0, slice.Offset, slice.Elements).eq(8).all().item<bool>());
        Assert.Equal(64 * 8f, parameters.Gradients.sum().item<float>());
    }

    [Fact]
    public void Fresh_values_follow_Hugging_Faces_rule_and_the_seed_alone()
    {
        using var scope = NewDisposeScope();
        using var model = TextClassifier.Create(Config with { VocabularySize = 4000 }, CPU, new NativeDropout());
        random.manual_seed(1);
        model.Initialize(7);
        var first = model.Parameters.Values.clone();
        random.manual_seed(2);
        model.Initialize(7);
        Assert.True(first.equal(model.Parameters.Values).all().item<bool>());
        model.Initialize(8);
        Assert.False(first.equal(model.Parameters.Values).all().item<bool>());

        var words = model.Parameters.View("bert.embeddings.word_embeddings.weight");
        Assert.Equal(0f, words.narrow(0, Config.PaddingId, 1).abs().sum().item<float>());
        // 32,000 draws: the mean's standard error is 1.1e-4, the deviation's 8e-5; five of them.
        Assert.InRange(words.mean().item<float>(), -6e-4f, 6e-4f);
        Assert.InRange(words.std().item<float>(), 0.0196f, 0.0204f);
        Assert.True(model.Parameters.View("bert.encoder.layer.0.output.LayerNorm.weight").eq(1).all().item<bool>());
        Assert.True(model.Parameters.View("classifier.bias").eq(0).all().item<bool>());
    }
}
