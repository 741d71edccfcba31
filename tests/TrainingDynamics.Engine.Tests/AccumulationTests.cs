using TrainingDynamics.Engine.Training;
using TrainingDynamics.Engine.Weights;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

public sealed class AccumulationTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Four_batches_of_four_are_one_of_sixteen()
    {
        // 44 examples: the last update has three batches, as the last one of sixteen has twelve examples.
        var (one, whole) = Train(16, 1);
        var (four, parts) = Train(4, 4);

        Assert.Equal(one.Select(step => step.Step), four.Select(step => step.Step));
        foreach (var (a, b) in one.Zip(four))
        {
            Assert.Equal(a.Loss, b.Loss, 1e-5);
            Assert.Equal(a.GradientNorm, b.GradientNorm, 1e-4);
            Assert.Equal(a.LearningRate, b.LearningRate, 15);
        }

        // float32 sums in another order, through six updates.
        Assert.All(whole.Zip(parts), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-4f));
    }

    [Theory]
    [InlineData(1, 1, 4)] // within the first epoch
    [InlineData(11, 1, 11)] // exactly one
    [InlineData(14, 2, 11)] // into the second
    public void A_maximum_of_steps_decides_the_epochs_and_ends_the_last(int steps, int epochs, int batchSize)
    {
        var options = SmallTask.Options(_folder) with { BatchSize = batchSize, MaxTrainSteps = steps, LoggingSteps = 1, Epochs = 50, WarmupSteps = 0 };
        var observed = new Observations();
        var data = SmallTask.Data(train: 11 * batchSize, dev: 8);
        var summary = TrainingRun.Run(options, data, observed, CancellationToken.None);

        Assert.Equal(epochs, summary.Epochs.Count);
        Assert.Equal(epochs, summary.EpochsAskedFor);
        Assert.Equal(Enumerable.Range(1, steps), observed.All.OfType<StepTaken>().Select(step => step.Step));
        Assert.Equal(steps, observed.All.OfType<RunStarted>().Single().Steps);
        Assert.Equal(epochs, Directory.GetFiles(summary.Folder.DynamicsFolder).Length);
        // The schedule falls to 0 at the end of these steps, not of fifty epochs.
        Assert.Equal(options.LearningRate / steps, observed.All.OfType<StepTaken>().Last().LearningRate, 1e-12);
    }

    (StepTaken[] Steps, float[] Weights) Train(int batchSize, int accumulation)
    {
        var options = SmallTask.OptionsOfParts(_folder, batchSize, accumulation) with { MaxGradNorm = 0.5 };
        var observed = new Observations();
        var summary = TrainingRun.Run(options, SmallTask.Data(train: 44, dev: 8), observed, CancellationToken.None);
        using var file = SafeTensorsFile.Open(Path.Combine(summary.Folder.ModelFolder, "model.safetensors"));
        var weights = file.Shapes.SelectMany(tensor =>
        {
            using var values = TorchSharp.torch.empty([.. tensor.Value], TorchSharp.torch.ScalarType.Float32);
            file.CopyTo(tensor.Key, values);
            return values.data<float>().ToArray();
        });
        return ([.. observed.All.OfType<StepTaken>()], [.. weights]);
    }
}
