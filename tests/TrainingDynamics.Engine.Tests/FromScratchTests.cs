using TrainingDynamics.Engine.Models;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

/// <summary>The small sizes that are trained from scratch, from texts to a saved model.</summary>
public sealed class FromScratchTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("modernbert-tiny")]
    [InlineData("llama-tiny")]
    [InlineData("mistral-tiny")]
    [InlineData("qwen2-tiny")]
    [InlineData("qwen3-tiny")]
    [InlineData("gpt2-tiny")]
    public void It_learns_and_recording_or_a_stop_in_between_changes_no_weight(string size)
    {
        var data = SmallTask.Data();
        var options = SmallTask.Options(_folder) with { Model = size, Epochs = 3, OutputDir = _folder["whole"] };
        var whole = TrainingRun.Run(options, data, new Observations(), CancellationToken.None);

        var majority = data.Dev.Examples.CountBy(example => example.Gold).Max(label => label.Value) / (double)data.Dev.Examples.Count;
        Assert.InRange(whole.Epochs[^1].DevMetrics!["accuracy"], majority + 0.1, 1);

        var unrecorded = options with { OutputDir = _folder["stopped"], Record = RecordingMode.Off };
        using var stop = new CancellationTokenSource();
        var observed = new Observations(e =>
        {
            if (e is CheckpointSaved)
            {
                stop.Cancel();
            }
        });
        Assert.True(TrainingRun.Run(unrecorded, data, observed, stop.Token).Interrupted);
        var resumed = TrainingRun.Run(unrecorded with { Resume = true }, data, new Observations(), CancellationToken.None);

        Assert.Equal(1, resumed.EpochsBefore);
        Assert.Equal(Weights(whole), Weights(resumed));
        using var saved = WeightsFiles.Open(Path.Combine(whole.Folder.ModelFolder, "model.safetensors"));
        var layout = TextClassifier.Layout(ModelConfigFile.Read(Path.Combine(whole.Folder.ModelFolder, "config.json")));
        Assert.Equal(layout.Slices.Keys.Order(), saved.Shapes.Keys.Order());
    }

    static byte[] Weights(TrainingSummary run) => File.ReadAllBytes(Path.Combine(run.Folder.ModelFolder, "model.safetensors"));
}
