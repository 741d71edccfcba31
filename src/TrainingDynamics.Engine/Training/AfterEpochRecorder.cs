using TrainingDynamics.Engine.Models;
using TrainingDynamics.Logs;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>Records in a pass of its own after the epoch, <see cref="RecordingMode.AfterEpoch"/>.</summary>
sealed class AfterEpochRecorder(
    TextClassifier model, EncodedDataset train, TrainOptions options, DynamicsFiles files, IRunObserver observer) : IRecorder
{
    readonly LogitPass _pass = new(model, train, options.EvalBatchSize, options.LengthMultiple);

    /// <inheritdoc/>
    public Tensor? Collected => null;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<int> indices, Tensor logits)
    {
        // The weights at the epoch's end give the logits; those of the training pass are of no use.
    }

    /// <inheritdoc/>
    public void Record(int epoch, CancellationToken stop)
    {
        using var writer = files.Create(epoch);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds nothing between epochs.
    }
}
