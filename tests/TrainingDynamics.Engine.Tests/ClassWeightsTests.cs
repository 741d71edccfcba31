using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;

namespace TrainingDynamics.Engine.Tests;

public sealed class ClassWeightsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Balanced_is_the_number_of_examples_over_that_of_classes_and_of_the_classs_own()
    {
        // scikit-learn: compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 1, 2, 2]).
        var weights = ClassWeights.Of("balanced", Set(["a", "b", "c"], 0, 0, 0, 1, 2, 2))!;
        Assert.Equal([KeyValuePair.Create("a", 6 / 9.0), KeyValuePair.Create("b", 6 / 3.0), KeyValuePair.Create("c", 6 / 6.0)], weights);
    }

    [Fact]
    public void A_class_without_examples_weighs_nothing_and_is_not_counted() =>
        Assert.Equal([2 / 2.0, 0, 2 / 2.0], ClassWeights.Of("balanced", Set(["a", "b", "c"], 0, 2))!.Values);

    [Theory]
    [InlineData("""{"not bad": 0.5, "bad": 3}""")]
    [InlineData("""{"bad": 3.0, "not bad": 5e-1}""")]
    [InlineData("not bad\t0.5\nbad\t3\n")]
    [InlineData("\nbad 3\r\n\r\nnot bad 0.5")]
    [InlineData("not bad: 0.5\nbad, 3")]
    public void A_file_says_them_as_json_or_line_by_line(string text) =>
        Assert.Equal([KeyValuePair.Create("bad", 3.0), KeyValuePair.Create("not bad", 0.5)], Read(text));

    [Theory]
    [InlineData("bad 3", "found no weight of 'not bad', expected one of each label: bad, not bad")]
    [InlineData("bad 3\nnot bad 1\ngood 2", "found 'good', which is no label of the data; expected bad, not bad")]
    [InlineData("bad 3\nnot bad 0", "found no weight of 'not bad' that is a number above 0")]
    [InlineData("bad 3\nnot bad NaN", "found no weight of 'not bad' that is a number above 0")]
    [InlineData("bad 1\nnot bad 0,5", "found no weight of 'not bad'")]
    [InlineData("bad 3\nbad 4", "found 'bad' twice")]
    [InlineData("bad", "found 'bad', expected a label and its weight on each line")]
    [InlineData("""{"bad": "3"}""", "found no weight of 'bad' that is a number above 0")]
    [InlineData("""{"bad": 3""", "no JSON object of labels and weights")]
    public void A_file_that_does_not_is_refused(string text, string message)
    {
        var e = Assert.Throws<TrainOptionsException>(() => Read(text));
        Assert.StartsWith($"--class-weight: {_folder["weights"]}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regression_has_no_classes_to_weigh_or_labels_to_smooth()
    {
        var train = new Dataset("r", ["score"], [new Example("1", "a", null, 0.5)], "r.tsv", new string('0', 64), isRegression: true);
        Assert.Contains("found a regression", Assert.Throws<TrainOptionsException>(() => ClassWeights.Of("balanced", train)).Message, StringComparison.Ordinal);
        var e = Assert.Throws<TrainOptionsException>(() => TrainingRun.Run(
            SmallTask.Options(_folder) with { LabelSmoothing = 0.1 }, new TaskData("r", train, train), new Observations(), CancellationToken.None));
        Assert.StartsWith("--label-smoothing: found a regression", e.Message, StringComparison.Ordinal);
    }

    IReadOnlyDictionary<string, double> Read(string text) => ClassWeights.Of(_folder.Write("weights", text), Set(["bad", "not bad"], 0, 1))!;

    static Dataset Set(string[] labels, params int[] golds) =>
        new("s", labels, [.. golds.Select((gold, i) => new Example($"{i}", "text", null, gold))], "s.tsv", new string('0', 64));
}
