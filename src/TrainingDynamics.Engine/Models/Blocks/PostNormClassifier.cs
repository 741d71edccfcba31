using TrainingDynamics.Engine.Models.Cpu;
using static TorchSharp.torch;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// An encoder in the line of BERT, layer norms after each residual, with a classifier on the first token. A family that derives
/// from this is also computed by the CPU's own kernels (<see cref="CpuEncoder"/>), where its sizes and the machine allow it.
/// Source for the order of operations: Hugging Face transformers 4.21.
/// </summary>
abstract class PostNormClassifier : TextClassifier
{
    readonly IDropout _dropout;
    readonly Attention _attention;
    readonly Embeddings _embeddings;
    readonly EncoderLayer[] _layers;
    readonly CpuEncoder? _cpuEncoder;
    Packing? _packing; // of the pass in progress; null where it is not the CPU's encoder's

    private protected PostNormClassifier(
        ModelConfig config, Func<int, EncoderLayerNames> layer, double attentionOutputDropout, Device device, IDropout dropout)
        : base(config, device, dropout)
    {
        _dropout = dropout;
        _attention = new Attention(config.HeadSize, dropout, config.AttentionDropout, device);
        _embeddings = new Embeddings(config, new EmbeddingNames(config.Family.EncoderPrefix), Parameters);
        _layers = [.. Enumerable.Range(0, config.Layers)
            .Select(i => new EncoderLayer(config, layer(i), attentionOutputDropout, Parameters, _attention, dropout))];
        _cpuEncoder = CpuEncoder.Supports(config, device) ? new CpuEncoder(config, layer, attentionOutputDropout, Parameters) : null;
        UsesCpuEncoder = _cpuEncoder is not null;
    }

    internal override bool FusedAttention
    {
        get => _attention.Fused;
        set => _attention.Fused = value;
    }

    /// <summary>Whether the CPU's own encoder is used where it can be; by default it is. For tests and measurements.</summary>
    internal bool UsesCpuEncoder { get; set; }

    /// <inheritdoc/>
    public override Tensor ForwardForTraining(Tensor inputIds, Tensor? typeIds, Tensor? mask)
    {
        ArgumentNullException.ThrowIfNull(inputIds);
        if (_dropout is not CpuDropout dropout || PackingOf(inputIds, mask) is not { } packing)
        {
            return Forward(inputIds, typeIds, mask, training: true);
        }

        dropout.BeginPass();
        return OnCpu(packing, inputIds, typeIds, dropout);
    }

    /// <inheritdoc/>
    public override void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        loss.backward();
        _cpuEncoder?.Backward();
        Parameters.GatherGradients();
    }

    internal override void UseAutogradAlone() => UsesCpuEncoder = false;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _attention.Dispose();
            _cpuEncoder?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override Tensor Logits(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training)
    {
        if (!training && !is_grad_enabled() && PackingOf(inputIds, mask) is { } packing)
        {
            return OnCpu(packing, inputIds, typeIds, dropout: null);
        }

        var keyMask = mask is null ? null : _attention.KeyMask(mask, Parameters.PassType);
        var x = Embed(inputIds, typeIds, training); // [B, T, H]
        for (var i = 0; i < _layers.Length; i++)
        {
            x = _layers[i].Forward(x, keyMask, firstOnly: i == _layers.Length - 1, training); // [B, T, H]; last: [B, 1, H]
        }

        return Classify(x.squeeze(1), training); // [B, C]
    }

    /// <summary>inputIds, typeIds: as of <see cref="TextClassifier.Forward"/>; result: [B, T, H], or packed [1, N, H] as <see cref="LookUp"/> gives it.</summary>
    private protected abstract Tensor Embed(Tensor inputIds, Tensor? typeIds, bool training);

    /// <summary>first: [B, H], the first token's vector; result: [B, C].</summary>
    private protected abstract Tensor Classify(Tensor first, bool training);

    /// <summary>As <see cref="Embeddings.Forward"/>, or by the CPU's encoder where it computes the pass in progress.</summary>
    private protected Tensor LookUp(Tensor inputIds, Tensor? typeIds, Tensor? positionIds) =>
        _packing is null
            ? _embeddings.Forward(inputIds, typeIds, positionIds)
            : _cpuEncoder!.Embed(_embeddings.Names, _packing, inputIds, typeIds, positionIds);

    Packing? PackingOf(Tensor inputIds, Tensor? mask) =>
        _cpuEncoder is not null && UsesCpuEncoder && !FusedAttention ? Packing.Of((int)inputIds.shape[0], (int)inputIds.shape[1], mask) : null;

    // dropout: null outside of training.
    Tensor OnCpu(Packing packing, Tensor inputIds, Tensor? typeIds, CpuDropout? dropout)
    {
        _cpuEncoder!.Begin();
        _packing = packing;
        var x = Embed(inputIds, typeIds, dropout is not null); // [1, N, H]
        _packing = null;
        return Classify(_cpuEncoder.Encode(packing, x, dropout), dropout is not null); // [B, C]
    }
}
