using TrainingDynamics.Logs;

namespace TrainingDynamics.Analytics.CSharp.Tests;

/// <summary>The library as a C# program uses it: no option, union, list or curried function of F# in sight.</summary>
public sealed class TrainingDynamicsReportTests
{
    static SmallRun ThreeExamples() => new(
        [(11, 2, 0), (12, -1, 1), (13, -3, 0)],
        [(13, -2, 0), (11, 1, 0), (12, 1, 1)],
        [(11, 3, 0), (12, 2, 1), (13, -1, 0)]);

    [Fact]
    public void None_of_this_needs_the_fsharp_library() => Assert.DoesNotContain(
        typeof(TrainingDynamicsReportTests).Assembly.GetReferencedAssemblies(), assembly => assembly.Name == "FSharp.Core");

    [Fact]
    public void Metrics_on_request_come_by_name_beside_the_five()
    {
        using var run = ThreeExamples();
        var report = TrainingDynamicsReport.Compute(
            run.Folder, new MetricsRequest { Also = ["aum", "mean_loss", "first_learned", "never_learnt"] });

        Assert.Equal([11, 12, 13], report.Guids.Select(guid => guid.Integer));
        Assert.Equal([3, 2, 0], report.Correctness);
        Assert.Equal([2, 2 / 3.0, -2], report.Values("aum"), (expected, found) => Math.Abs(expected - found) < 1e-12);
        Assert.Equal([0, 1, double.NaN], report.Values("first_learned"));
        Assert.Equal([0, 0, 1], report.Values("never_learnt"));
        Assert.Equal(report.Confidence, report.Values("confidence"));
        Assert.Equal(
            ["threshold_closeness", "confidence", "variability", "correctness", "forgetfulness", "aum", "mean_loss", "first_learned", "never_learnt"],
            report.MetricNames);
    }

    [Fact]
    public void The_short_form_asks_for_nothing_more()
    {
        using var run = ThreeExamples();
        var report = TrainingDynamicsReport.Compute(run.Folder, new MetricsRequest { First = 2, IncludeCi = true });

        Assert.Equal(2, report.Epochs);
        Assert.Equal(3, report.EpochsFound);
        Assert.Equal(5, report.MetricNames.Length);
        Assert.Equal([0, 0], report.MissingRecords);
        Assert.False(report.BurnOutExceedsEpochs);
    }

    [Fact]
    public void Epochs_can_be_chosen_from_both_ends()
    {
        using var run = ThreeExamples();
        var report = TrainingDynamicsReport.Compute(run.Folder, new MetricsRequest { First = 2, Skip = 1 });

        Assert.Equal([1], report.Stats.Select(epoch => epoch.Epoch));
        Assert.Equal(2 / 3.0, report.Stats[0].Accuracy);
    }

    [Fact]
    public void Missing_records_are_an_error_unless_allowed_and_then_counted()
    {
        using var run = new SmallRun([(1, 2, 0), (2, 2, 0)], [(1, 1, 0)], [(1, 1, 0), (2, -1, 0), (3, 1, 1)]);

        var error = Assert.Throws<LogFormatException>(() => TrainingDynamicsReport.Compute(run.Folder, new MetricsRequest()));
        Assert.Contains("the file ends without guid 2", error.Message, StringComparison.Ordinal);

        var report = TrainingDynamicsReport.Compute(run.Folder, new MetricsRequest { AllowMissing = true });
        Assert.Equal([1, 2, 0], report.MissingRecords);
        Assert.Equal(2, report.IncompleteExamples);
        Assert.Equal([3, 2, 1], report.Values("epochs_present"));
        Assert.Equal([1, 0.5, 1], report.CorrectnessFraction);
    }

    [Fact]
    public void Every_metric_is_described()
    {
        var definitions = TrainingDynamicsReport.MetricDefinitions;

        Assert.Equal("threshold_closeness", definitions[0].Name);
        Assert.False(definitions[0].OnRequest);
        var aum = Assert.Single(definitions, metric => metric.Name == "aum");
        Assert.True(aum.OnRequest);
        Assert.True(aum.LowIsSuspicious);
        Assert.All(definitions, metric => Assert.NotEmpty(metric.Definition + metric.Range + metric.High + metric.Source));
        Assert.Equal("null where never learnt", Assert.Single(definitions, metric => metric.Name == "first_learned").Missing);
    }

    [Fact]
    public void All_metrics_can_be_asked_for_by_their_definitions()
    {
        using var run = ThreeExamples();
        var names = TrainingDynamicsReport.MetricDefinitions.Select(metric => metric.Name).ToArray();
        var report = TrainingDynamicsReport.Compute(run.Folder, new MetricsRequest { Also = names });

        Assert.Equal(names, report.MetricNames);
        Assert.All(names, name => Assert.Equal(report.Count, report.Values(name).Length));
    }

    [Fact]
    public void A_report_is_written_read_and_exported()
    {
        using var run = ThreeExamples();
        var request = new MetricsRequest { Also = ["el2n", "first_learned"] };
        var report = TrainingDynamicsReport.Open(run.Folder, request);
        MetricsFile.write(run.In("metrics.jsonl"), report.Table);
        MetricsFile.write(run.In("metrics.csv"), report.Table);

        var read = TrainingDynamicsReport.Open(run.In("metrics.jsonl"), request);
        Assert.Equal(report.MetricNames, read.MetricNames);
        Assert.Equal(report.Values("first_learned"), read.Values("first_learned"));
        Assert.Null(read.Epochs);
        Assert.Empty(read.MissingRecords);
        Assert.Equal(
            "guid,index,threshold_closeness,confidence,variability,correctness,forgetfulness,el2n,first_learned",
            File.ReadLines(run.In("metrics.csv")).First());
        Assert.Equal(4, File.ReadLines(run.In("metrics.csv")).Count());
    }

    [Fact]
    public void What_cannot_be_had_is_refused_in_one_line()
    {
        using var run = ThreeExamples();

        string Refusal(MetricsRequest request) =>
            Assert.Throws<AnalyticsException>(() => TrainingDynamicsReport.Compute(run.Folder, request)).Message;

        Assert.StartsWith("no metric is called 'margin'; there are ", Refusal(new() { Also = ["margin"] }), StringComparison.Ordinal);
        Assert.Equal("skipping 3 of 3 epochs leaves none; skip 2 at most", Refusal(new() { Skip = 3 }));
        Assert.Equal(
            "the first 0 epochs were asked for, expected the number of epochs to use, at least 1", Refusal(new() { First = 0 }));
        Assert.Throws<AnalyticsException>(() => TrainingDynamicsReport.Open(run.Folder).Values("aum"));
    }

    [Fact]
    public void Regions_are_row_numbers()
    {
        using var run = ThreeExamples();
        var regions = RegionsModule.split(0.34, TrainingDynamicsReport.Open(run.Folder).Table);

        Assert.Equal([0], regions.Easy);
        Assert.Equal([1], regions.Ambiguous);
        Assert.Equal([2], regions.Hard);
    }
}
