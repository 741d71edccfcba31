using TrainingDynamics.Engine.Models;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;

namespace TrainingDynamics.Engine.Training;

/// <summary>Writes the logits of all training examples after an epoch.</summary>
sealed class Recorder(
    TextClassifier model, EncodedDataset train, int batchSize, RunFolder folder, string device, IRunObserver observer)
{
    readonly LogitPass _pass = new(model, train, batchSize);
    readonly double[] _golds = [.. train.Source.Examples.Select(e => e.Gold)];
    readonly ExampleGuid[] _guids =
        [.. train.Source.Examples.Select(e => ExampleGuid.FromColumn(e.Guid, train.Source.HasIntegerGuids))];

    /// <summary>Writes the epoch's dynamics file; when stopped or failed, none is left.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public void Record(int epoch, CancellationToken stop)
    {
        using var writer = new DynamicsWriter(folder.DynamicsPath(epoch), epoch, _guids, _golds, device);
        var done = 0;
        _pass.Run(
            (indices, logits) =>
            {
                writer.Append(indices, logits);
                observer.On(new RecordingProgress(epoch, done += indices.Length, train.Count));
            },
            stop);
        writer.Complete();
    }
}
