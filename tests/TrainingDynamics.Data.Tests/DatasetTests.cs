namespace TrainingDynamics.Data.Tests;

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
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    public void Gold_outside_the_classes_is_refused(double gold)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new Dataset("x", ["a", "b"], [new Example("e", "t", null, gold)], "x.tsv", ""));

        Assert.StartsWith($"Example 'e' of 'x' has gold {gold}; there are 2 classes.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.5)]
    [InlineData(3.8)]
    public void Gold_of_a_regression_is_any_finite_number(double gold)
    {
        var dataset = new Dataset("x", ["score"], [new Example("e", "t", null, gold)], "x.tsv", "", isRegression: true);

        Assert.Equal(gold, dataset.Examples[0].Gold);
        Assert.True(dataset.IsRegression);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Score_that_is_not_finite_is_refused(double gold)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new Dataset("x", ["score"], [new Example("e", "t", null, gold)], "x.tsv", "", isRegression: true));

        Assert.Contains("a score is a finite number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Regression_has_one_label_name()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new Dataset("x", ["a", "b"], [new Example("e", "t", null, 1)], "x.tsv", "", isRegression: true));

        Assert.StartsWith("The regression 'x' has 2 label names", error.Message, StringComparison.Ordinal);
    }
}
