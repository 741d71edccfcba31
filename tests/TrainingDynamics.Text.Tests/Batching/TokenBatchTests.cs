using TrainingDynamics.Data;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Text.Tests.Batching;

public sealed class TokenBatchTests
{
    // Ids: [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3, a 4, b 5.
    static readonly WordPieceTokenizer Tokenizer =
        new(new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b"], "test"));

    static readonly EncodedDataset Set = EncodedDataset.Encode(
        new Dataset(
            "pairs",
            ["no", "yes"],
            [new Example("x", "a a", "b", 1), new Example("y", "b", null, 0), new Example("z", "a", "", 1)],
            "pairs.tsv",
            ""),
        Tokenizer,
        maxLength: 16);

    [Fact]
    public void Rows_are_padded_to_the_longest_with_types_and_mask()
    {
        var batch = new TokenBatch();
        batch.Fill(Set, [1, 0], paddingId: 9);

        Assert.Equal((2, 6), (batch.Size, batch.Length));
        Assert.True(batch.HasPadding);
        Assert.Equal([2, 5, 3, 9, 9, 9, 2, 4, 4, 3, 5, 3], batch.InputIds.ToArray());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], batch.TypeIds.ToArray());
        Assert.Equal([1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1], batch.AttentionMask.ToArray());
        Assert.Equal([0, 1], batch.Golds.ToArray());
        Assert.Equal([1, 0], batch.Indices.ToArray());
    }

    [Fact]
    public void Reused_buffers_show_nothing_of_the_batch_before()
    {
        var batch = new TokenBatch();
        batch.Fill(Set, [0, 1, 2], paddingId: 9);
        batch.Fill(Set, [2], paddingId: 0);

        Assert.Equal([2, 4, 3, 3], batch.InputIds.ToArray());
        Assert.Equal([0, 0, 0, 1], batch.TypeIds.ToArray());
        Assert.Equal([1, 1, 1, 1], batch.AttentionMask.ToArray());
        Assert.False(batch.HasPadding);
    }

    [Fact]
    public void Length_is_rounded_up_to_the_multiple()
    {
        var batch = new TokenBatch();
        batch.Fill(Set, [2], paddingId: 0, lengthMultiple: 8);

        Assert.Equal(8, batch.Length);
        Assert.True(batch.HasPadding);
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0], batch.AttentionMask.ToArray());
    }

    [Fact]
    public void Batches_of_a_regression_have_scores_and_no_classes()
    {
        var scored = EncodedDataset.Encode(
            new Dataset(
                "scores", ["score"], [new Example("x", "a", "b", 3.8), new Example("y", "b", "a", 0)], "s.tsv", "", isRegression: true),
            Tokenizer,
            maxLength: 16);
        var batch = new TokenBatch();
        batch.Fill(Set, [0], paddingId: 0);
        batch.Fill(scored, [1, 0], paddingId: 0);

        Assert.True(batch.IsRegression);
        Assert.Equal([0f, 3.8f], batch.Scores.ToArray());
        Assert.Equal(0, batch.Golds.Length);
        batch.Fill(Set, [0], paddingId: 0);
        Assert.False(batch.IsRegression);
        Assert.Equal(0, batch.Scores.Length);
        Assert.Equal([1L], batch.Golds.ToArray());
    }

    [Fact]
    public void Empty_batch_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBatch().Fill(Set, [], paddingId: 0));
    }
}
