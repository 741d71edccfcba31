using TrainingDynamics.Data;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Tokenization;

public sealed class EncodedDatasetTests
{
    [Fact]
    public void Examples_keep_their_order_ids_and_classes()
    {
        var tokenizer = new WordPieceTokenizer(new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b"], "test"));
        var dataset = new Dataset(
            "d", ["no", "yes"], [new Example("9", "a b a b a", null, 1), new Example("4", "b", "a", 0)], "d.tsv", "");

        var encoded = EncodedDataset.Encode(dataset, tokenizer, 5);

        Assert.Equal(2, encoded.Count);
        Assert.Equal([2, 4, 5, 4, 3], encoded[0].ToArray());
        Assert.Equal([2, 5, 3, 4, 3], encoded[1].ToArray());
        Assert.Equal([1, 0], encoded.Golds.ToArray());
        Assert.Equal([5, 5], encoded.Lengths.ToArray());
        Assert.Equal((5, 3), (encoded.PairStart(0), encoded.PairStart(1)));
        Assert.Equal(1, encoded.TruncatedCount);
        Assert.Equal(10, encoded.Lengths.ToArray().Sum());
        Assert.Equal(5, encoded.Lengths.ToArray().Max());
        Assert.Same(dataset, encoded.Source);
    }

    [Fact]
    public void Pairs_of_sentences_have_two_segments_each_and_the_long_ones_are_cut()
    {
        const int MaxLength = 48;
        const int Separator = 3;
        var vocabulary = GoldenEncoding.Vocabulary("bert");
        var oracle = new WordPieceOracle(vocabulary);
        var dataset = new Dataset("pairs", ["no", "yes"], Sentences.DemoPairs, "pairs.tsv", "");

        var encoded = EncodedDataset.Encode(dataset, new WordPieceTokenizer(Vocabulary.Load(vocabulary)), MaxLength);

        Assert.Equal(4_799, encoded.Count);
        int[] lengths = [.. dataset.Examples.Select(pair => 3 + oracle.Encode(pair.Text).Length + oracle.Encode(pair.TextPair!).Length)];
        Assert.Equal(lengths.Select(length => Math.Min(length, MaxLength)), encoded.Lengths.ToArray());
        Assert.Equal(lengths.Count(length => length > MaxLength), encoded.TruncatedCount);
        Assert.InRange(encoded.TruncatedCount, 1, encoded.Count / 4);
        for (var i = 0; i < encoded.Count; i++)
        {
            Assert.InRange(encoded.PairStart(i), 2, encoded.Length(i) - 1);
            Assert.Equal(Separator, encoded[i][encoded.PairStart(i) - 1]);
            Assert.Equal(Separator, encoded[i][^1]);
        }
    }
}
