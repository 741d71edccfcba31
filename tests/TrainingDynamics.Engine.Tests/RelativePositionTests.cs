using TrainingDynamics.Engine.Models;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Distances and the rows that stand for them, with numbers that Hugging Face's code gave.</summary>
public sealed class RelativePositionTests
{
    [Theory]
    [InlineData(256, 512, "127 128 129 130 140 200 255 256 300 400 500 511", "127 128 129 130 137 169 192 192 207 233 254 255")]
    [InlineData(16, 64, "8 9 10 11 14 15 19 20 26 27 34 35 46 47", "8 9 9 10 10 11 11 12 12 13 13 14 14 15")]
    [InlineData(-1, 64, "0 5 63 500", "0 5 63 500")]
    public void Debertas_buckets_grow_with_the_logarithm(int buckets, int reach, string distances, string expected)
    {
        using var scope = NewDisposeScope();
        var rows = new DistanceRows(buckets, reach, buckets < 1 ? reach : buckets, CPU);
        var far = tensor(Numbers(distances));

        Assert.Equal(Numbers(expected), rows.Buckets(far).data<long>().ToArray());
        Assert.Equal(Numbers(expected).Select(bucket => -bucket), rows.Buckets(far.neg()).data<long>().ToArray());
    }

    [Fact]
    public void Of_debertas_table_only_the_rows_that_texts_reach_are_taken()
    {
        using var scope = NewDisposeScope();
        var rows = new DistanceRows(256, 512, 256, CPU);

        var (index, first, count) = rows.Of(queries: 1, keys: 141);
        var (all, _, allCount) = rows.Of(queries: 141, keys: 141);
        var (beyond, lowest, height) = new DistanceRows(-1, 4, 4, CPU).Of(queries: 7, keys: 7);

        // From 140 before the first token, whose bucket is 137, to itself.
        Assert.Equal((256 - 137, 138), (first, count));
        Assert.Equal((141, 0L, 137L), (index.numel(), index[0].item<long>(), index[140].item<long>()));
        Assert.Equal((281, 2 * 137 + 1), (all.numel(), allCount));
        Assert.Equal((0, 8), (lowest, height));
        Assert.Equal([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7], beyond.data<long>().ToArray());
    }

    [Theory]
    [InlineData("0 -1 -7 -8 -11 -12 -16 -64 -90 -91 -128", "0 1 7 8 8 9 10 14 14 15 15")]
    [InlineData("1 7 8 12 16 64 91 200", "17 23 24 25 26 30 31 31")]
    public void Mpnets_buckets_tell_before_from_after(string distances, string expected) =>
        Assert.Equal(Numbers(expected), Numbers(distances).Select(MpnetClassifier.Bucket));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Mpnets_padding_is_the_id_1_whatever_its_config_says(int padding)
    {
        var config = ModelConfig.Named("mpnet-tiny", 50, ["no", "yes"])! with { PaddingId = padding };
        var rows = TextClassifier.Layout(config).Specs.Where(spec => spec.PaddingRow is not null).Select(spec => (spec.Names[0], spec.PaddingRow));
        Assert.Equal([("mpnet.embeddings.word_embeddings.weight", 1), ("mpnet.embeddings.position_embeddings.weight", 1)], rows);
    }

    [Fact]
    public void A_convolution_starts_as_PyTorch_makes_one_and_a_classifier_as_Hugging_Face_draws_it()
    {
        using var scope = NewDisposeScope();
        var options = new DebertaV2Options { ConvolutionWidth = 3, ConvolutionGroups = 2 };
        using var model = TextClassifier.Create(
            ModelConfig.Named("deberta-v3-tiny", 50, ["no", "yes"])! with { Options = options }, CPU, new NativeDropout());
        model.Initialize(1);

        var bound = 1 / Math.Sqrt(128 / 2 * 3);
        foreach (var name in new[] { "deberta.encoder.conv.conv.weight", "deberta.encoder.conv.conv.bias" })
        {
            Assert.InRange(model.Parameters.View(name).abs().max().item<float>(), 0.95 * bound, bound);
        }

        Assert.InRange(model.Parameters.View("pooler.dense.weight").std().item<float>(), 0.0195, 0.0205);
        Assert.Equal(0, model.Parameters.View("pooler.dense.bias").norm().item<float>());
    }

    [Fact]
    public void What_has_no_use_is_not_trained()
    {
        var unused = RelativeShapes.Of(ModelConfig.Named("bert-tiny", 50, ["no", "yes"])! with { HiddenSize = 96, Heads = 3 })
            .ToDictionary(shape => shape.Key, shape => TextClassifier.Layout(shape.Value).Specs.Where(spec => !spec.Trained).Select(spec => spec.Names[0]).ToArray());

        Assert.Equal(["bert.embeddings.position_embeddings.weight"], unused["bert, relative_key"]);
        Assert.Equal(["deberta.encoder.rel_embeddings.weight"], unused["deberta-v2, a table without terms"]);
        Assert.Empty(unused["albert, two groups of two layers, relu"]);
        Assert.All(unused["albert, a group that never acts"], name => Assert.StartsWith("albert.encoder.albert_layer_groups.2.", name, StringComparison.Ordinal));
        Assert.Equal(12, unused["albert, a group that never acts"].Length);
    }

    [Fact]
    public void Scores_by_distance_are_those_of_each_query_and_key()
    {
        using var scope = NewDisposeScope();
        const int queries = 3, keys = 5;
        var (q, k) = (randn(2, 4, queries, 6), randn(2, 4, keys, 6));
        var table = randn(4, queries + keys - 1, 6);
        var (ofQueries, ofKeys) = (RelativeScores.OfQueries(q, table), RelativeScores.OfKeys(k, table));
        for (var i = 0; i < queries; i++)
        {
            for (var j = 0; j < keys; j++)
            {
                Close(q[1, 2, i].dot(table[2, j - i + queries - 1]), ofQueries[1, 2, i, j]);
                Close(k[1, 2, j].dot(table[2, i - j + keys - 1]), ofKeys[1, 2, i, j]);
            }
        }

        var biases = RelativeScores.OfDistance(table.narrow(1, 0, 5)[TensorIndex.Ellipsis, 0]); // [1, 4, 3, 3]
        Close(table[3, 2 - 0 + 2, 0], biases[0, 3, 0, 2]);
        Close(table[3, 0 - 2 + 2, 0], biases[0, 3, 2, 0]);

        static void Close(Tensor expected, Tensor actual) => Assert.Equal(expected.item<float>(), actual.item<float>(), 1e-5f);
    }

    static long[] Numbers(string text) => [.. text.Split(' ').Select(number => long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
}
