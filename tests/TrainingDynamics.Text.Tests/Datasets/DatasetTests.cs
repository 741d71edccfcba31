using TrainingDynamics.Text.Datasets;

namespace TrainingDynamics.Text.Tests.Datasets;

public sealed class DatasetTests
{
    [Fact]
    public void Dataset_without_examples_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("x", ["a", "b"], [], "x.tsv", ""));

        Assert.StartsWith("The data set 'x' has no examples", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Gold_outside_the_classes_is_refused(int gold)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new Dataset("x", ["a", "b"], [new Example("e", "t", null, gold)], "x.tsv", ""));

        Assert.StartsWith($"Example 'e' of 'x' has gold {gold}; there are 2 classes.", error.Message, StringComparison.Ordinal);
    }
}
