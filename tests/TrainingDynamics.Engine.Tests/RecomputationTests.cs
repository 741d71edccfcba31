using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Gradient checkpointing changes what is kept, and neither loss nor gradients.</summary>
public sealed class RecomputationTests
{
    static readonly ModelConfig Tiny = new()
    {
        VocabularySize = 30,
        HiddenSize = 16,
        Layers = 3,
        Heads = 2,
        IntermediateSize = 32,
        MaxPositions = 12,
    };

    public static TheoryData<string> Families => [.. ModelFamilies.All.Select(family => family.ModelType)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Gradients_are_the_same_to_the_bit_with_the_same_masks_of_dropout(string family)
    {
        var built = ModelFamilies.Find(family)!;
        var config = built.Sized(Tiny with { Family = built }).WithDropout(0.3);

        var (loss, gradients) = Gradients(config, new CpuDropout(3), recomputes: false);
        var (again, recomputed) = Gradients(config, new CpuDropout(3), recomputes: true);

        Assert.Equal(loss, again);
        Assert.Equal(gradients, recomputed);
    }

    [Fact]
    public void Masks_that_torch_draws_come_back_too()
    {
        var config = Tiny.WithDropout(0.5);
        using var scope = NewDisposeScope();
        using var dropout = new RecordingDropout(new NativeDropout(9));
        using var model = Model(config, dropout);
        model.RecomputesLayers = true;

        model.Backward(Loss(model));

        // One for the embeddings, three for each layer, one for the classifier; then the layers' again, the last one's first.
        Assert.Equal(1 + 9 + 1 + 9, dropout.Drawn.Count);
        Assert.Equal(11, dropout.Drawn.Take(11).Distinct().Count());
        Assert.Equal(dropout.Drawn.Skip(1).Take(9).Chunk(3).Reverse().SelectMany(layer => layer), dropout.Drawn.Skip(11));
    }

    [Fact]
    public void The_graph_holds_no_layers_between_forward_and_backward()
    {
        var dropout = new CpuDropout(1);
        using var model = Model(Tiny, dropout);
        long Alive(bool recomputes)
        {
            model.RecomputesLayers = recomputes;
            using var scope = NewDisposeScope();
            var loss = Loss(model);
            var used = dropout.Used;
            model.Backward(loss);
            return used;
        }

        // Masks of three layers against those of none.
        var (all, few) = (Alive(recomputes: false), Alive(recomputes: true));
        Assert.True(few * 4 < all, $"{few} of {all}");
    }

    static (float Loss, byte[] Gradients) Gradients(ModelConfig config, IDropout dropout, bool recomputes)
    {
        using var scope = NewDisposeScope();
        using var model = Model(config, dropout);
        model.RecomputesLayers = recomputes;
        Loss(model).backward(); // a pass whose masks must not come back
        model.Parameters.Gradients.zero_();
        var loss = Loss(model);
        model.Backward(loss);
        return (loss.item<float>(), [.. model.Parameters.Gradients.bytes]);
    }

    static TextClassifier Model(ModelConfig config, IDropout dropout)
    {
        var model = TextClassifier.Create(config, CPU, dropout);
        model.UseAutogradAlone();
        model.Initialize(4);
        return model;
    }

    static Tensor Loss(TextClassifier model)
    {
        var ids = tensor(new long[,] { { 1, 2, 3, 4 }, { 5, 6, 0, 0 } });
        var mask = tensor(new long[,] { { 1, 1, 1, 1 }, { 1, 1, 0, 0 } });
        return model.ForwardForTraining(ids, null, mask).square().sum();
    }

    sealed class RecordingDropout(IDropout inner) : IDropout
    {
        public List<string> Drawn { get; } = [];

        public void BeginPass() => inner.BeginPass();

        public Tensor Apply(Tensor x, double probability)
        {
            Drawn.Add(Convert.ToHexString(inner.Apply(ones(x.shape), probability).bytes));
            return x;
        }

        public DropoutMark Mark() => inner.Mark();

        public void Dispose() => inner.Dispose();
    }
}
