namespace TrainingDynamics.Data.Tests;

public sealed class RepeatedTextsTests
{
    [Fact]
    public void Repeated_texts_are_counted_and_those_with_other_labels_apart()
    {
        var repeated = new RepeatedTexts(Set(("a", null, 0), ("a", null, 0), ("a", null, 1), ("b", "x", 0), ("b", "y", 0), ("c", null, 1), ("c", null, 1)));

        Assert.Equal((2, 3, 1), (repeated.Texts, repeated.ExtraRows, repeated.Contradictory));
    }

    [Fact]
    public void Texts_of_another_set_are_counted_by_its_examples()
    {
        var repeated = new RepeatedTexts(Set(("a", null, 0), ("b", null, 1), ("d", "e", 0)));

        Assert.Equal((3, 1), repeated.SharedWith(Set(("a", null, 0), ("a", null, 1), ("b", null, 1), ("c", null, 0), ("d", null, 0))));
        Assert.Equal((1, 0), repeated.SharedWith(new Dataset("x", ["n", "y"], [new Example("0", "a", null, double.NaN)], "x", "", hasLabels: false)));
    }

    [Fact]
    public void The_hash_of_a_text_is_that_of_its_characters_a_NUL_and_its_pair()
    {
        Assert.NotEqual(TextHash.Of("a", "b"), TextHash.Of("ab", null));
        Assert.NotEqual(TextHash.Of("a", "b"), TextHash.Of("b", "a"));
        Assert.Equal(TextHash.Of("é", ""), TextHash.Of("é", null));
    }

    static Dataset Set(params (string Text, string? Pair, double Gold)[] rows) =>
        new("x", ["n", "y"], [.. rows.Select((row, i) => new Example($"{i}", row.Text, row.Pair, row.Gold))], "x", "");
}
