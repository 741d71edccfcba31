using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>Expected as Hugging Face's Trainer and EarlyStoppingCallback decide on the same numbers.</summary>
public sealed class BestEpochRuleTests
{
    static readonly TrainOptions Options = new() { Model = "bert-tiny" };

    [Fact]
    public void Without_a_metric_the_loss_decides_and_less_is_better()
    {
        var rule = new BestEpochRule(Options with { LoadBestModelAtEnd = true });
        Assert.Equal(new BestEpoch(1, "loss", 0.4), rule.BestOf(Results(("loss", [0.5, 0.4, 0.45]))));
        Assert.Null(rule.BestOf([]));
    }

    [Theory]
    [InlineData("accuracy", null, 2)]
    [InlineData("eval_accuracy", null, 2)]
    [InlineData("accuracy", false, 0)]
    [InlineData("eval_loss", null, 0)]
    [InlineData("loss", true, 2)]
    [InlineData("mse", null, 0)]
    public void A_metric_is_better_when_greater_unless_it_is_an_error_or_said_otherwise(string metric, bool? greater, int epoch)
    {
        var name = metric.Replace("eval_", "", StringComparison.Ordinal);
        var rule = new BestEpochRule(Options with { MetricForBestModel = metric, GreaterIsBetter = greater });
        Assert.Equal(epoch, rule.BestOf(Results((name, [0.1, 0.2, 0.3])))!.Epoch);
    }

    [Fact]
    public void Of_equal_epochs_the_first_is_the_best() =>
        Assert.Equal(1, new BestEpochRule(Options with { MetricForBestModel = "accuracy" }).BestOf(Results(("accuracy", [0.5, 0.7, 0.7])))!.Epoch);

    [Theory]
    [InlineData("f1", 0.75)]
    [InlineData("f1_macro", 0.625)]
    [InlineData("matthews_correlation", 0.25)]
    [InlineData("eval_f1_macro", 0.625)]
    [InlineData("f1_macro_mismatched", 0.125)]
    public void The_scores_of_the_classes_are_metrics_too(string metric, double value)
    {
        var scores = new ClassificationScores(0.5, 0.75, 0.625, 0.25, [], null);
        var result = new EpochResult(0, 1, 1, new Dictionary<string, double> { ["loss"] = 1 })
        {
            Classification = new Dictionary<string, ClassificationScores> { ["dev"] = scores, ["mismatched"] = scores with { F1Macro = 0.125 } },
        };
        Assert.Equal(value, new BestEpochRule(Options with { MetricForBestModel = metric }).BestOf([result])!.Value);
    }

    [Theory]
    [InlineData(1, 0, new[] { 0.5 }, false)]
    [InlineData(1, 0, new[] { 0.5, 0.4 }, false)]
    [InlineData(1, 0, new[] { 0.5, 0.5 }, true)] // no improvement
    [InlineData(1, 0, new[] { 0.5, 0.6 }, true)]
    [InlineData(2, 0, new[] { 0.5, 0.6 }, false)]
    [InlineData(2, 0, new[] { 0.5, 0.6, 0.55 }, true)] // better than the last, not than the best
    [InlineData(2, 0, new[] { 0.5, 0.6, 0.4, 0.45 }, false)] // counts anew
    [InlineData(2, 0, new[] { 0.5, 0.6, 0.4, 0.45, 0.41 }, true)]
    [InlineData(2, 0.05, new[] { 0.5, 0.48, 0.47 }, true)] // improvements too small to count
    [InlineData(2, 0.05, new[] { 0.5, 0.48, 0.42 }, false)] // more than the threshold below the best so far, 0.48
    [InlineData(2, 0.05, new[] { 0.5, 0.47, 0.44 }, true)] // each below the best so far, which has moved, by less
    public void A_run_ends_after_as_many_epochs_without_improvement_as_the_patience(int patience, double threshold, double[] losses, bool ends)
    {
        var rule = new BestEpochRule(Options with { EarlyStoppingPatience = patience, EarlyStoppingThreshold = threshold });
        Assert.Equal(ends, rule.EndsAfter(Results(("loss", losses))));
    }

    [Fact]
    public void Nobody_asks_for_a_best_epoch_of_a_plain_run()
    {
        var rule = new BestEpochRule(Options);
        Assert.False(rule.IsAsked);
        Assert.Null(rule.BestOf(Results(("loss", [0.5]))));
        Assert.False(rule.EndsAfter(Results(("loss", [0.5, 0.6, 0.7]))));
    }

    static EpochResult[] Results((string Name, double[] Values) metric) =>
    [
        .. metric.Values.Select((value, epoch) => new EpochResult(epoch, 1, 1, new Dictionary<string, double> { [metric.Name] = value })),
    ];
}
