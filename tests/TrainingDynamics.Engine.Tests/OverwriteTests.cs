using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>What a person did in a run that another one replaces.</summary>
public sealed class OverwriteTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    TrainOptions Options => SmallTask.Options(_folder) with { Epochs = 1, Overwrite = true };

    public void Dispose() => _folder.Dispose();

    (RunFolder Folder, string[] Notes) Train(TaskData data)
    {
        var preparations = new Preparations();
        return (TrainingRun.Run(Options, data, new Observations(), CancellationToken.None, preparations).Folder, [.. preparations.Warnings]);
    }

    static string[] Marks(RunFolder run) => [.. Directory.GetFiles(run.Path, "mark*").Select(path => $"{Path.GetFileName(path)}: {File.ReadAllText(path)}").Order(StringComparer.Ordinal)];

    static void Mark(RunFolder run, string how)
    {
        File.WriteAllText(run.MarksPath, how);
        File.WriteAllText(run.MarkedExamplesPath, $"table {how}");
    }

    [Fact]
    public void Marks_stay_where_the_training_data_are_the_same_and_their_table_is_kept_under_another_name()
    {
        var data = SmallTask.Data(train: 12, dev: 4);
        Mark(Train(data).Folder, "one");
        var (run, notes) = Train(data);
        Assert.Equal(["marked_examples.csv.1: table one", "marks.jsonl: one"], Marks(run));
        Assert.Equal($"what was marked in the earlier run is kept as {run.MarkedExamplesPath}.1", Assert.Single(notes));
        Assert.Empty(Train(data).Notes);
    }

    [Fact]
    public void Marks_of_other_data_are_kept_under_a_name_that_no_viewer_takes_for_this_runs()
    {
        var data = SmallTask.Data(train: 12, dev: 4);
        var other = data with { Train = new Dataset("small/train", data.Train.LabelNames, data.Train.Examples, "train.tsv", new string('1', 64)) };
        Mark(Train(data).Folder, "one");
        var (run, notes) = Train(other);
        Assert.Equal(["marked_examples.csv.1: table one", "marks.jsonl.1: one"], Marks(run));
        Assert.Equal($"what was marked in the earlier run is kept as {run.MarksPath}.1 and {run.MarkedExamplesPath}.1", Assert.Single(notes));

        // A manifest that cannot be read says nothing of the data.
        Mark(run, "two");
        File.WriteAllText(run.ManifestPath, "{");
        Train(other);
        Assert.Equal(["marked_examples.csv.1: table one", "marked_examples.csv.2: table two", "marks.jsonl.1: one", "marks.jsonl.2: two"], Marks(run));
    }
}
