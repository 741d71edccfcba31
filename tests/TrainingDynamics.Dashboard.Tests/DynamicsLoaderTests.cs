using TrainingDynamics.Analytics;
using TrainingDynamics.Dashboard.Data;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Dashboard.Tests;

public sealed class DynamicsLoaderTests
{
    [Fact]
    public void Epochs_come_one_by_one_and_a_file_in_the_making_is_not_read()
    {
        using var folder = new TemporaryFolder();
        var run = new MadeUpRun(count: 40, epochs: 3);
        var loader = new DynamicsLoader(folder.Path);
        Assert.Null(loader.Refresh());
        Directory.CreateDirectory(folder["training_dynamics"]);
        File.WriteAllText(folder["training_dynamics", "dynamics_epoch_0.jsonl" + WholeFile.PartialSuffix], "{");
        Assert.Null(loader.Refresh());
        run.Write(folder.Path, 0);
        var first = loader.Refresh()!;
        Assert.Single(first.Epochs);
        run.Write(folder.Path, 1);
        run.Write(folder.Path, 2);
        var all = loader.Refresh()!;
        Assert.Equal(3, all.Epochs.Length);
        Assert.Same(first.Epochs[0], all.Epochs[0]);
        Assert.Same(all, loader.Refresh());
        Assert.Equal(all.Epochs[2].GoldProbability, new DynamicsLoader(folder["training_dynamics"]).Refresh()!.Epochs[2].GoldProbability);
    }

    [Fact]
    public void Records_in_another_order_land_in_the_rows_of_the_first_file()
    {
        using var folder = new TemporaryFolder();
        var run = new MadeUpRun(count: 40, epochs: 2);
        run.Write(folder.Path, 0);
        run.Write(folder.Path, 1, [.. Enumerable.Range(0, 40).Reverse()]);
        var data = new DynamicsLoader(folder.Path).Refresh()!;
        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => (float)Softmax.goldProbability(run.Logits[1][i], run.Golds[i])), data.Epochs[1].GoldProbability);
    }

    [Theory]
    [InlineData(40, 40, 1)]
    [InlineData(39, 20, 2)]
    [InlineData(10, 10, 4)]
    [InlineData(9, 5, 8)]
    public void Of_more_examples_than_fit_every_so_many_are_kept(int most, int kept, int stride)
    {
        using var folder = new TemporaryFolder();
        var run = new MadeUpRun(count: 40, epochs: 2);
        run.Write(folder.Path, 0);
        run.Write(folder.Path, 1, [.. Enumerable.Range(0, 40).Reverse()]);
        var data = new DynamicsLoader(folder.Path, most).Refresh()!;
        Assert.Equal((kept, 40, stride > 1), (data.Count, data.Total, data.IsSample));
        Assert.Equal(Enumerable.Range(0, kept).Select(row => run.Guids[row * stride]), data.Guids);
        Assert.Equal(
            Enumerable.Range(0, kept).Select(row => (float)Softmax.goldProbability(run.Logits[1][row * stride], run.Golds[row * stride])),
            data.Epochs[1].GoldProbability);
    }

    [Fact]
    public void A_run_that_began_anew_in_the_folder_is_read_from_the_start()
    {
        using var folder = new TemporaryFolder();
        var loader = new DynamicsLoader(folder.Path);
        new MadeUpRun(count: 40, epochs: 3).Write(folder.Path);
        Assert.Equal(3, loader.Refresh()!.Epochs.Length);
        Directory.Delete(folder["training_dynamics"], recursive: true);
        Assert.Null(loader.Refresh());
        new MadeUpRun(count: 41, epochs: 1).Write(folder.Path);
        var data = loader.Refresh()!;
        Assert.Equal((41, 1), (data.Count, data.Epochs.Length));
    }

    [Fact]
    public void Other_examples_another_gold_class_and_a_regression_are_refused_with_their_place()
    {
        using var folder = new TemporaryFolder();
        new MadeUpRun(count: 40, epochs: 2).Write(folder.Path);
        var second = folder["training_dynamics", "dynamics_epoch_1.jsonl"];
        var lines = File.ReadAllLines(second);

        File.WriteAllLines(second, [.. lines[..^1], lines[^1].Replace("\"guid\": ", "\"guid\": 99", StringComparison.Ordinal)]);
        Assert.Contains("not in dynamics_epoch_0.jsonl", Assert.Throws<LogFormatException>(() => new DynamicsLoader(folder.Path).Refresh()).Message, StringComparison.Ordinal);
        File.WriteAllLines(second, lines[1..]);
        Assert.Contains("the file ends without guid ", Assert.Throws<LogFormatException>(() => new DynamicsLoader(folder.Path).Refresh()).Message, StringComparison.Ordinal);
        File.WriteAllLines(second, [lines[0].Replace("\"gold\": 0", "\"gold\": 1", StringComparison.Ordinal), .. lines[1..]]);
        var gold = Assert.Throws<LogFormatException>(() => new DynamicsLoader(folder.Path).Refresh());
        Assert.Contains("gold is 1 here and 0 in dynamics_epoch_0.jsonl", gold.Message, StringComparison.Ordinal);
        Assert.Contains("line 1", gold.Message, StringComparison.Ordinal);

        File.Delete(second);
        File.WriteAllText(folder["training_dynamics", "dynamics_epoch_0.jsonl"], "{\"guid\": 1, \"logits_epoch_0\": [0.5], \"gold\": 0.5}\n");
        Assert.Contains("regression", Assert.Throws<LogFormatException>(() => new DynamicsLoader(folder.Path).Refresh()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_examples_records_are_found_in_every_epoch()
    {
        using var folder = new TemporaryFolder();
        var run = new MadeUpRun(count: 40, epochs: 3, classes: 3);
        run.Write(folder.Path);
        var trace = ExampleTrace.Read(DynamicsFile.Find(folder.Path), run.Guids[17])!;
        Assert.Equal(run.Logits.Select(epoch => epoch[17]), trace.Logits);
        Assert.Equal(Softmax.goldProbability(run.Logits[2][17], 1), trace.Probability(2, 1));
        Assert.Null(ExampleTrace.Read(DynamicsFile.Find(folder.Path), ExampleGuid.FromText("17")));
    }

    [Fact]
    public void A_metric_of_the_catalogue_is_that_of_Analytics_also_for_a_sample()
    {
        using var folder = new TemporaryFolder();
        new MadeUpRun(count: 40, epochs: 3).Write(folder.Path);
        var expected = TrainingDynamicsReport.Compute(folder.Path, new MetricsRequest { First = 2, Also = ["aum"] });
        var all = new DynamicsLoader(folder.Path).Refresh()!;
        Assert.Equal(expected.Values("aum"), MetricValues.Compute(folder.Path, all, "aum", 2).Values);
        var sample = new DynamicsLoader(folder.Path, 20).Refresh()!;
        Assert.Equal(
            Enumerable.Range(0, 20).Select(row => expected.Values("aum")[2 * row]), MetricValues.Compute(folder.Path, sample, "aum", 2).Values);
        Assert.All(MetricValues.Names, name => Assert.Equal(40, MetricValues.Compute(folder.Path, all, name, 3).Values.Length));
    }

    [Fact]
    public void The_first_epoch_can_be_had_before_the_others_are_read()
    {
        using var folder = new TemporaryFolder();
        new MadeUpRun(count: 40, epochs: 3).Write(folder.Path);
        var loader = new DynamicsLoader(folder.Path);
        Assert.Single(loader.Refresh(firstAlone: true)!.Epochs);
        Assert.True(loader.HasMore);
        Assert.Equal(3, loader.Refresh()!.Epochs.Length);
        Assert.False(loader.HasMore);
        var reader = new RunReader(folder.Path, null);
        List<(bool IsReading, int? Epochs)> shown = [(reader.Snapshot.IsReading, null)];
        reader.ReadData(() => shown.Add((reader.Snapshot.IsReading, reader.Snapshot.Data?.Epochs.Length)));
        Assert.Equal([(true, null), (true, 1), (false, 3)], shown);
    }

    [Fact]
    public void A_comparison_of_the_first_epochs_is_one_of_runs_that_have_no_more()
    {
        using var folder = new TemporaryFolder();
        new MadeUpRun(epochs: 3).Write(folder["a"]);
        new MadeUpRun(epochs: 2).Write(folder["a2"]);
        new MadeUpRun(seed: 2, epochs: 1).Write(folder["b"]);
        var (a, shorter, b) = (new DynamicsLoader(folder["a"]).Refresh()!, new DynamicsLoader(folder["a2"]).Refresh()!, new DynamicsLoader(folder["b"]).Refresh()!);
        var two = RunComparison.Of(a, b, 2);
        Assert.Equal(RunComparison.Of(shorter, b).Result, two.Result);
        Assert.True(two.Is(a, b, 2));
        Assert.False(two.Is(a, b, null));
        var reader = new ComparisonReader();
        var (snapshotA, snapshotB) = (new Snapshot { Path = folder["a"], Data = a }, new Snapshot { Path = folder["b"], Data = b });
        int Compared(int? epochs)
        {
            reader.Refresh(snapshotA, snapshotB, epochs);
            return reader.AddTo(snapshotA with { Other = snapshotB }).Comparison!.MetricsA.Epochs;
        }

        Assert.Equal([3, 2, 1, 3], new int?[] { null, 2, 1, 7 }.Select(Compared));
    }

    [Fact]
    public void A_comparison_from_columns_is_that_of_the_logs()
    {
        using var folder = new TemporaryFolder();
        new MadeUpRun().Write(folder["a"]);
        new MadeUpRun(seed: 2).Write(folder["b"]);
        var mine = RunComparison.Of(new DynamicsLoader(folder["a"]).Refresh()!, new DynamicsLoader(folder["b"]).Refresh()!).Result;
        Assert.Equal(
            ComparisonModule.compare(RegionsModule.DefaultProportion, TrainingDynamicsReport.Open(folder["a"]).Table, TrainingDynamicsReport.Open(folder["b"]).Table), mine);
    }
}
