using FsCheck;
using FsCheck.Xunit;

namespace TrainingDynamics.Data.Tests;

/// <summary>
/// Expected numbers are from scikit-learn 1.2.1 (accuracy_score, f1_score with zero_division=0, matthews_corrcoef,
/// mean_squared_error) and SciPy 1.10.1 (pearsonr, spearmanr). Tolerance 1e-14: other orders of the same float64 sums.
/// </summary>
public sealed class TaskMetricTests
{
    const double Tolerance = 1e-14;

    static readonly double[] Golds = [1, 0, 1, 1, 0, 1, 0, 0, 1, 1];
    static readonly double[] Predictions = [1, 0, 0, 1, 1, 1, 0, 1, 1, 0];
    static readonly double[] GoldScores = [5.0, 4.2, 3.8, 0.0, 2.6, 3.8, 1.0, 4.2, 2.6, 3.8];
    static readonly double[] PredictedScores = [4.71, 4.33, 2.5, 0.4, 2.5, 3.9, 1.2, 3.1, 2.5, 4.4];

    [Fact]
    public void Metrics_of_two_classes_are_scikit_learns()
    {
        Assert.Equal(0.6, TaskMetric.Accuracy.Of(Golds, Predictions), Tolerance);
        Assert.Equal(0.6666666666666666, TaskMetric.F1.Of(Golds, Predictions), Tolerance);
        Assert.Equal(0.16666666666666666, TaskMetric.Matthews.Of(Golds, Predictions), Tolerance);
    }

    [Fact]
    public void Metrics_of_three_classes_are_scikit_learns()
    {
        double[] golds = [0, 1, 2, 2, 1, 0, 2, 1, 0, 0, 1, 2];
        double[] predictions = [0, 2, 2, 1, 1, 0, 2, 1, 1, 0, 0, 2];

        Assert.Equal(0.6666666666666666, TaskMetric.Accuracy.Of(golds, predictions), Tolerance);
        Assert.Equal(0.5, TaskMetric.Matthews.Of(golds, predictions), Tolerance);
    }

    [Fact]
    public void Metrics_of_scores_with_ties_are_scipys()
    {
        Assert.Equal(0.9201750944271748, TaskMetric.Pearson.Of(GoldScores, PredictedScores), Tolerance);
        Assert.Equal(0.8687669682705563, TaskMetric.Spearman.Of(GoldScores, PredictedScores), Tolerance);
        Assert.Equal(0.3591000000000001, TaskMetric.MeanSquaredError.Of(GoldScores, PredictedScores), Tolerance);
    }

    [Fact]
    public void Large_scores_lose_nothing_to_cancellation()
    {
        double[] golds = [.. Enumerable.Range(0, 6).Select(i => 1e8 + (i * 0.5))];
        double[] predictions = [3, 1, 4, 1, 5, 9];

        Assert.Equal(0.6961696279091428, TaskMetric.Pearson.Of(golds, predictions), Tolerance);
        Assert.Equal(0.6667366910003157, TaskMetric.Spearman.Of(golds, predictions), Tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Where_positives_are_missing_f1_and_matthews_are_zero(double gold)
    {
        // f1_score and matthews_corrcoef give 0.0 for both.
        double[] golds = [gold, gold, 0], predictions = [0, 0, 0];

        Assert.Equal(0, TaskMetric.F1.Of(golds, predictions));
        Assert.Equal(0, TaskMetric.Matthews.Of(golds, predictions));
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(0.1)]
    public void Constant_predictions_correlate_with_nothing(double constant)
    {
        double[] golds = [1, 2, 3, 4, 5, 6, 7], predictions = [.. Enumerable.Repeat(constant, 7)];

        Assert.Equal(0, TaskMetric.Pearson.Of(golds, predictions));
        Assert.Equal(0, TaskMetric.Spearman.Of(golds, predictions));
        Assert.Equal(0, TaskMetric.Pearson.Of(predictions, golds));
    }

    [Fact]
    public void One_example_has_metrics_too()
    {
        Assert.Equal(1, TaskMetric.Accuracy.Of([1], [1]));
        Assert.Equal(1, TaskMetric.F1.Of([1], [1]));
        Assert.Equal(0, TaskMetric.Matthews.Of([1], [1]));
        Assert.Equal(0, TaskMetric.Pearson.Of([1.5], [2.5]));
        Assert.Equal(1, TaskMetric.MeanSquaredError.Of([1.5], [2.5]));
    }

    [Fact]
    public void Golds_and_predictions_are_as_many()
    {
        Assert.Throws<ArgumentException>(() => TaskMetric.Accuracy.Of([1], [1, 0]));
        Assert.Throws<ArgumentException>(() => TaskMetric.Accuracy.Of([], []));
    }

    [Property(MaxTest = 200)]
    public void Correlations_stay_in_range_and_ranks_do_not_see_a_monotone_change(NonEmptyArray<(byte Gold, byte Prediction)> pairs)
    {
        double[] golds = [.. pairs.Get.Select(pair => (double)pair.Gold)];
        double[] predictions = [.. pairs.Get.Select(pair => (double)pair.Prediction)];
        double[] cubes = [.. predictions.Select(value => value * value * value)];

        Assert.InRange(TaskMetric.Pearson.Of(golds, predictions), -1, 1);
        Assert.InRange(TaskMetric.Matthews.Of(golds, predictions), -1 - Tolerance, 1 + Tolerance);
        Assert.Equal(TaskMetric.Spearman.Of(golds, predictions), TaskMetric.Spearman.Of(golds, cubes));
    }
}
