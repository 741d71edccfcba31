using TrainingDynamics.Text.Batching;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// Batches of a set, padded and brought to the model's device one after the other. Nothing here is random, so making batches
/// ahead does not change a training.
/// </summary>
sealed class BatchFeed : IDisposable
{
    // One that is ready when the step ends, and one more in case making the next is slow.
    const int Depth = 2;

    readonly TextClassifier _model;
    readonly IEnumerator<HostBatch> _batches;

    /// <param name="model">Says the device and what padding is.</param>
    /// <param name="dataset">Where the tokens are.</param>
    /// <param name="batches">Example indices of each, [B], B ≥ 1; with <paramref name="ahead"/> enumerated on another thread.</param>
    /// <param name="lengthMultiple">Batches are padded to a multiple of so many tokens.</param>
    /// <param name="ahead">Whether another thread makes the next batches while one is in use.</param>
    public BatchFeed(TextClassifier model, EncodedDataset dataset, IEnumerable<int[]> batches, int lengthMultiple, bool ahead)
    {
        _model = model;
        var made = Make(dataset, batches, model.Config.PaddingId, lengthMultiple, pinned: model.Parameters.Device.type == TorchSharp.DeviceType.CUDA);
        _batches = (ahead ? made.Ahead(Depth) : made).GetEnumerator();
    }

    /// <summary>
    /// Whether making batches ahead gains anything: on the CPU a step's own threads have all cores, and a batch takes less than a
    /// hundredth of a step.
    /// </summary>
    public static bool GainsOn(TorchSharp.DeviceType device) => device == TorchSharp.DeviceType.CUDA;

    /// <summary>The next batch, in the caller's dispose scope.</summary>
    /// <exception cref="InvalidOperationException">There are no more.</exception>
    public DeviceBatch Next()
    {
        if (!_batches.MoveNext())
        {
            throw new InvalidOperationException("found no batch left, expected as many calls as batches");
        }

        using var host = _batches.Current;
        return host.To(_model.Parameters.Device);
    }

    public void Dispose() => _batches.Dispose();

    static IEnumerable<HostBatch> Make(EncodedDataset dataset, IEnumerable<int[]> batches, int paddingId, int lengthMultiple, bool pinned)
    {
        var tokens = new TokenBatch();
        foreach (var indices in batches)
        {
            tokens.Fill(dataset, indices, paddingId, lengthMultiple);
            yield return new HostBatch(tokens, pinned);
        }
    }
}
