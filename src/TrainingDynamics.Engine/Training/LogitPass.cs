using System.Runtime.InteropServices;
using TrainingDynamics.Engine.Models;
using TrainingDynamics.Text.Batching;
using TrainingDynamics.Text.Tokenization;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// The logits of a whole set in file order, in evaluation mode and without gradients. Draws no random numbers and touches
/// no gradient, so a training that goes on afterwards is the one it would have been.
/// </summary>
/// <param name="model">Not changed.</param>
/// <param name="dataset">What is passed through it.</param>
/// <param name="batchSize">Examples per batch; changes speed, not results.</param>
/// <param name="lengthMultiple">Batches are padded to a multiple of so many tokens.</param>
sealed class LogitPass(TextClassifier model, EncodedDataset dataset, int batchSize, int lengthMultiple = 1)
{
    readonly RecordingPlan _plan = RecordingPlan.Create(dataset.Lengths, batchSize);
    readonly TokenBatch _batch = new();

    /// <summary>Takes consecutive examples of the set. indices: [W]; logits: [W, C], row-major.</summary>
    public delegate void Consumer(ReadOnlySpan<int> indices, ReadOnlySpan<float> logits);

    /// <summary>Calls <paramref name="consume"/> with one window after the other.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop; checked before every batch.</exception>
    /// <exception cref="TrainingDivergedException">A logit is NaN or infinite; names the example.</exception>
    public void Run(Consumer consume, CancellationToken stop)
    {
        using var noGradient = no_grad();
        var labels = model.Config.Labels;
        for (var w = 0; w < _plan.WindowCount; w++)
        {
            var window = _plan[w];
            var logits = new float[window.Count * labels]; // [W, C]
            for (var b = 0; b < window.BatchCount; b++)
            {
                stop.ThrowIfCancellationRequested();
                Forward(window, b, logits);
            }

            consume(Enumerable.Range(window.Start, window.Count).ToArray(), logits);
        }
    }

    void Forward(RecordingWindow window, int b, float[] logits)
    {
        using var scope = NewDisposeScope();
        var labels = model.Config.Labels;
        _batch.Fill(dataset, window.Batch(b), model.Config.PaddingId, lengthMultiple);
        var batch = DeviceBatch.From(_batch, model.Parameters.Device);
        var device = model.Forward(batch.InputIds, batch.TypeIds, batch.Mask, training: false); // [B, C]
        var host = MemoryMarshal.Cast<byte, float>(device.cpu().contiguous().bytes); // waits for the device
        var indices = _batch.Indices.Span;
        for (var row = 0; row < indices.Length; row++)
        {
            foreach (var logit in host.Slice(row * labels, labels))
            {
                if (!float.IsFinite(logit))
                    throw TrainingDivergedException.OfLogit(dataset.Source.Examples[indices[row]].Guid, logit);
            }

            host.Slice(row * labels, labels).CopyTo(logits.AsSpan((indices[row] - window.Start) * labels));
        }
    }
}
