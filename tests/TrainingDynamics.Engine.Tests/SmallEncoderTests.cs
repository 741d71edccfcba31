using TrainingDynamics.Data;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>The small sizes of encoders with relative positions or shared layers, from random weights to a saved model.</summary>
public sealed class SmallEncoderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("deberta-v3-tiny")]
    [InlineData("albert-tiny")]
    [InlineData("mpnet-tiny")]
    public void A_small_encoder_learns_the_demo_and_stopped_or_unrecorded_it_has_the_same_weights(string size)
    {
        var data = Demo(train: 480, dev: 160);
        var options = SmallTask.Options(_folder) with { Model = size, VocabularySize = 400, Epochs = 4, BatchSize = 16, MaxLength = 32, WarmupSteps = 10 };

        var whole = TrainingRun.Run(options with { OutputDir = _folder["whole"] }, data, new Observations(), CancellationToken.None);

        var majority = data.Dev.Examples.GroupBy(example => example.Gold).Max(group => group.Count()) / (double)data.Dev.Examples.Count;
        Assert.True(whole.Epochs[^1].DevMetrics!["accuracy"] > majority + 0.1, $"{whole.Epochs[^1].DevMetrics!["accuracy"]} of {majority}");

        using var stop = new CancellationTokenSource();
        var stopping = new Observations(happened =>
        {
            if (happened is EpochStarted { Epoch: 2 })
            {
                stop.Cancel();
            }
        });
        Assert.True(TrainingRun.Run(options, data, stopping, stop.Token).Interrupted);
        var resumed = TrainingRun.Run(options with { Resume = true }, data, new Observations(), CancellationToken.None);
        Assert.Equal((2, false), (resumed.EpochsBefore, resumed.Interrupted));
        Assert.Equal(Files(whole.Folder.ModelFolder), Files(resumed.Folder.ModelFolder));
        Assert.Equal(Files(whole.Folder.DynamicsFolder), Files(resumed.Folder.DynamicsFolder));

        var unrecorded = TrainingRun.Run(options with { OutputDir = _folder["off"], Record = RecordingMode.Off }, data, new Observations(), CancellationToken.None);
        Assert.Equal(Files(whole.Folder.ModelFolder), Files(unrecorded.Folder.ModelFolder));
    }

    static Dictionary<string, string> Files(string folder) => Directory.GetFiles(folder)
        .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));

    static TaskData Demo(int train, int dev)
    {
        var all = TaskCatalog.Load("demo", Path.Combine(Repository.Root, "data"));
        return new TaskData("demo", First(all.Train, train), First(all.Dev, dev));
    }

    static Dataset First(Dataset split, int count) => new(split.Name, split.LabelNames, split.Examples.Take(count).ToArray(), "demo", new string('0', 64));
}
