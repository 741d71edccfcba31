using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Training;

/// <summary>
/// The loss that a training minimises: the mean cross-entropy in nats, with class weights and label smoothing as in PyTorch's
/// <c>cross_entropy</c>, or the mean squared error of a regression. A mean over weighted examples divides by the sum of
/// their weights, so parts of a batch add up by their <see cref="Mass"/>.
/// </summary>
sealed class TrainingLoss : IDisposable
{
    readonly EncodedDataset _train;
    readonly double _smoothing;
    readonly double[]? _weights; // [C]
    readonly Tensor? _onDevice; // [C] float32

    /// <param name="train">For the golds.</param>
    /// <param name="weights">By label; null: all 1.</param>
    /// <param name="smoothing">Share of each gold that is spread over all classes, in [0, 1].</param>
    /// <param name="device">Where the logits are.</param>
    public TrainingLoss(EncodedDataset train, IReadOnlyDictionary<string, double>? weights, double smoothing, Device device)
    {
        _train = train;
        _smoothing = smoothing;
        if (weights is not null)
        {
            _weights = [.. train.Source.LabelNames.Select(label => weights[label])];
            _onDevice = tensor(_weights, ScalarType.Float32, device).DetachFromDisposeScope();
        }
    }

    /// <summary>The batch's mean, [].</summary>
    /// <param name="logits">[B, C] float32.</param>
    /// <param name="batch">Golds or regression targets.</param>
    public Tensor Of(Tensor logits, DeviceBatch batch) => batch.Scores is null
        ? F.cross_entropy(logits, batch.Golds, _onDevice, label_smoothing: _smoothing) // []
        : F.mse_loss(logits.squeeze(1), batch.Scores); // []

    /// <summary>The sum of the weights of these examples' golds; their number where all are 1. Above 0.</summary>
    public double Mass(ReadOnlySpan<int> examples)
    {
        if (_weights is null)
        {
            return examples.Length;
        }

        var mass = 0.0;
        foreach (var index in examples)
        {
            mass += _weights[(int)_train.Source.Examples[index].Gold];
        }

        return mass;
    }

    public void Dispose() => _onDevice?.Dispose();
}
