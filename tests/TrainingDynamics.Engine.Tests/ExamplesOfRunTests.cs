using System.Text;
using System.Text.Json;
using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>What a run leaves of its examples.</summary>
public sealed class ExamplesOfRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly TaskData _data = SmallTask.Data(train: 16, dev: 8);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void They_lie_in_the_folder_when_training_begins_in_the_order_of_the_log()
    {
        var path = RunFolder.For(_folder["out"], "small", "bert-tiny").ExamplesPath;
        var atStart = new List<bool>();
        var observed = new Observations(e =>
        {
            if (e is RunStarted)
            {
                atStart.Add(File.Exists(path));
            }
        });

        var run = Train(SmallTask.Options(_folder) with { Epochs = 1 }, observed);

        Assert.Equal([true], atStart);
        using var examples = ExamplesReader.Open(run.ExamplesPath);
        var log = File.ReadLines(run.DynamicsPath(0)).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(log.Select(record => record.GetProperty("guid").GetInt64()), examples.IntegerGuids!);
        Assert.Equal(log.Select(record => record.GetProperty("gold").GetDouble()), examples.Golds);
        Assert.Equal(_data.Train.Examples.Select(example => (example.Text, example.TextPair)), Enumerable.Range(0, 16).Select(row => examples.TextsOf(row)!.Value));
    }

    [Fact]
    public void Overwrite_replaces_them_and_a_resumed_run_without_them_gets_them()
    {
        var options = SmallTask.Options(_folder) with { Epochs = 1 };
        var run = Train(options);
        Train(options with { Overwrite = true }, data: SmallTask.Data(train: 9, dev: 8));
        using (var examples = ExamplesReader.Open(run.ExamplesPath))
        {
            Assert.Equal(9, examples.Count);
        }

        Train(options with { Overwrite = true, Epochs = 2 }, new Observations(e =>
        {
            if (e is CheckpointSaved { Epoch: 0 })
            {
                File.Copy(run.ExamplesPath, _folder["before"]);
            }
        }));
        File.Delete(run.ExamplesPath);
        var checkpoint = TrainingCheckpoint.All(run)[^1].Folder;
        Train(options with { Epochs = 2, ResumeFromCheckpoint = checkpoint });
        Assert.Equal(File.ReadAllBytes(_folder["before"]), File.ReadAllBytes(run.ExamplesPath));
    }

    [Fact]
    public void Texts_are_left_out_where_that_is_asked_for()
    {
        var run = Train(SmallTask.Options(_folder) with { Epochs = 1, NoTexts = true });

        using var examples = ExamplesReader.Open(run.ExamplesPath);
        Assert.False(examples.HasTexts);
        Assert.DoesNotContain(_data.Train.Examples[0].Text, Encoding.Latin1.GetString(File.ReadAllBytes(run.ExamplesPath)), StringComparison.Ordinal);
        Assert.Equal(_data.Train.Examples.Select(example => TextHash.Of(example.Text, null)), examples.Hashes);
    }

    RunFolder Train(TrainOptions options, Observations? observed = null, TaskData? data = null) =>
        TrainingRun.Run(options, data ?? _data, observed ?? new Observations(), CancellationToken.None).Folder;
}
