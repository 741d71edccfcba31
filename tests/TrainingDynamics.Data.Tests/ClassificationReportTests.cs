using FsCheck;
using FsCheck.Xunit;

namespace TrainingDynamics.Data.Tests;

/// <summary>
/// Expected numbers are those of scikit-learn's documentation of classification_report and matthews_corrcoef, and fractions counted by
/// hand; zero_division=0. Tolerance 1e-14: float64 sums in another order.
/// </summary>
public sealed class ClassificationReportTests
{
    const double Tolerance = 1e-14;

    [Fact]
    public void Three_classes_of_which_one_is_never_right_are_scikit_learns()
    {
        var report = new ClassificationReport(3, [0, 1, 2, 2, 2], [0, 0, 2, 2, 1]);

        Assert.Equal([0.5, 0, 1], Enumerable.Range(0, 3).Select(report.Precision));
        Assert.Equal([1, 0, 2.0 / 3], Enumerable.Range(0, 3).Select(report.Recall));
        Assert.Equal([2.0 / 3, 0, 0.8], Enumerable.Range(0, 3).Select(report.F1));
        Assert.Equal([1, 1, 3], Enumerable.Range(0, 3).Select(report.Support));
        Assert.Equal(0.6, report.Accuracy, Tolerance);
        Assert.Equal((2.0 / 3 + 0.8) / 3, report.F1Macro, Tolerance);
        Assert.Equal<int[]>([[1, 0, 0], [1, 0, 0], [0, 1, 2]], report.ConfusionMatrix!.Select(row => row.ToArray()).ToArray());
    }

    [Fact]
    public void Two_classes_are_scikit_learns()
    {
        var report = new ClassificationReport(2, [1, 1, 1, 0], [1, 0, 1, 1]);

        Assert.Equal(-1.0 / 3, report.MatthewsCorrelation, Tolerance);
        Assert.Equal(2.0 / 3, report.F1(1), Tolerance);
        Assert.Equal(0, report.F1(0));
        Assert.Equal(1.0 / 3, report.F1Macro, Tolerance);
        Assert.Equal<int[]>([[0, 1], [1, 2]], report.ConfusionMatrix!.Select(row => row.ToArray()).ToArray());
    }

    [Fact]
    public void A_class_that_does_not_occur_does_not_count_in_the_mean_f1()
    {
        var report = new ClassificationReport(4, [0, 0, 2], [0, 2, 2]);
        Assert.Equal((0, 0.0), (report.Support(1), report.F1(3)));
        Assert.Equal(2.0 / 3, report.F1Macro, Tolerance);
    }

    [Fact]
    public void A_hundred_classes_have_a_matrix_and_more_have_none()
    {
        double[] all = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        Assert.Equal(100, new ClassificationReport(100, all, all).ConfusionMatrix!.Count);
        var many = new ClassificationReport(101, all, all);
        Assert.Null(many.ConfusionMatrix);
        Assert.Equal((1.0, 1.0), (many.F1Macro, many.Recall(99)));
    }

    [Property(MaxTest = 100)]
    public void It_agrees_with_the_tasks_metrics_and_counts_every_example_once(NonEmptyArray<(bool Gold, bool Prediction)> pairs)
    {
        double[] golds = [.. pairs.Get.Select(pair => pair.Gold ? 1.0 : 0)], predictions = [.. pairs.Get.Select(pair => pair.Prediction ? 1.0 : 0)];
        var report = new ClassificationReport(2, golds, predictions);
        Assert.Equal(TaskMetric.F1.Of(golds, predictions), report.F1(1), Tolerance);
        Assert.Equal(golds.Length, report.ConfusionMatrix!.Sum(row => row.Sum()));
        Assert.Equal(golds.Length, report.Support(0) + report.Support(1));
    }
}
