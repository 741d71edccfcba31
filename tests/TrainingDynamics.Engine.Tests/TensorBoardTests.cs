using System.Buffers.Binary;
using Tensorboard;
using TrainingDynamics.Engine.Training;
using TrainingDynamics.Logs;

namespace TrainingDynamics.Engine.Tests;

public sealed class TensorBoardTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tracking_writes_the_runs_events_as_scalars_and_without_it_there_are_none()
    {
        var observed = new Observations();
        var summary = TrainingRun.Run(SmallTask.Options(_folder) with { WithTracking = true }, SmallTask.Data(), observed, CancellationToken.None);

        var scalars = Directory.GetFiles(summary.Folder.TrackingFolder).SelectMany(Events)
            .SelectMany(e => e.Summary?.Value.Select(value => (value.Tag, e.Step, value.SimpleValue)) ?? [])
            .ToList();
        var steps = observed.All.OfType<StepTaken>().ToList();
        Assert.Equal(steps.Select(s => ("train/loss", (long)s.Step, (float)s.Loss)), scalars.Where(s => s.Tag == "train/loss"));
        Assert.Equal(
            steps.Select(s => ("train/learning_rate", (long)s.Step, (float)s.LearningRate)), scalars.Where(s => s.Tag == "train/learning_rate"));
        Assert.Equal(
            observed.All.OfType<Evaluated>().Select(e => (float)e.Metrics["accuracy"]),
            scalars.Where(s => s.Tag == "eval/accuracy").Select(s => s.SimpleValue));
        Assert.Equal([12L, 24], scalars.Where(s => s.Tag == "train/epoch_loss").Select(s => s.Step));

        var without = TrainingRun.Run(SmallTask.Options(_folder) with { Overwrite = true }, SmallTask.Data(), new Observations(), CancellationToken.None);
        Assert.Empty(Directory.GetFiles(without.Folder.TrackingFolder));
    }

    // TensorBoard's record: length (8 bytes), its checksum (4), the message, its checksum (4).
    static IEnumerable<Event> Events(string path)
    {
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            yield return Event.Parser.ParseFrom(bytes, at + 12, length);
            at += 12 + length + 4;
        }
    }
}
