using TrainingDynamics.Engine.Models.Cpu;

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
    readonly CpuEncoder? _cpuEncoder;
    Packing? _packing; // of the pass in progress; null where it is not the CPU's encoder's

    private protected PostNormClassifier(ModelConfig config, EncoderPlan plan, Device device, IDropout dropout)
        : base(config, device, dropout)
    {
        _dropout = dropout;
        _attention = new Attention(config.HeadSize, plan.ScoreTerms, dropout, config.AttentionDropout, device);
        Embeddings = new Embeddings(config, new EmbeddingNames(config.Family.EncoderPrefix), Parameters, plan.AddsPositions);
        Layers = [.. plan.Layers.Select(names => new EncoderLayer(config, plan, names, Parameters, LinearLayers, _attention, dropout))];
        _cpuEncoder = plan.FitsCpuKernels && CpuEncoder.Supports(config, device) ? new CpuEncoder(config, plan, Parameters) : null;
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
        if (_dropout is not CpuDropout dropout || RecomputesLayers || Config.Frozen is not null || PackingOf(inputIds, mask) is not { } packing)
        {
            return Forward(inputIds, typeIds, mask, training: true);
        }

        dropout.BeginPass();
        return OnCpu(packing, inputIds, typeIds, dropout);
    }

    private protected override void BackwardOfEncoder()
    {
        _cpuEncoder?.Backward();
        base.BackwardOfEncoder();
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
        var embedded = Embed(inputIds, typeIds, mask, training); // [B, T, H]
        var bias = Bias(inputIds.shape[1], training);
        var x = embedded;
        for (var i = 0; i < Layers.Count; i++)
        {
            var layer = i;
            x = Layer(x, input => Layers[layer].Forward( // [B, T, H]; last: [B, 1, H]
                input, keyMask, bias is null ? null : (queries, keys) => bias(layer, queries, keys), firstOnly: layer == Layers.Count - 1, training));
            x = i == 0 ? AfterFirstLayer(x, embedded, mask, training) : x;
        }

        return Classify(x.squeeze(1), training); // [B, C]
    }

    /// <summary>
    /// inputIds, typeIds, mask: as of <see cref="TextClassifier.Forward"/>; result: [B, T, H], or packed [1, N, H] as <see cref="LookUp"/>
    /// gives it, and then mask is null.
    /// </summary>
    private protected abstract Tensor Embed(Tensor inputIds, Tensor? typeIds, Tensor? mask, bool training);

    /// <summary>What a pass over texts of <paramref name="length"/> tokens adds to its scores; null: nothing.</summary>
    private protected virtual AttentionBias? Bias(long length, bool training) => null;

    /// <summary>The same for the CPU's kernels, which know but one for all layers: [A, 2T − 1], by key minus query from 1 − T; null: nothing.</summary>
    private protected virtual Tensor? DistanceBias(long length) => null;

    /// <summary>x: [B, Q, H], of the first layer; embedded: [B, T, H], what went into it; result: as x.</summary>
    private protected virtual Tensor AfterFirstLayer(Tensor x, Tensor embedded, Tensor? mask, bool training) => x;

    /// <summary>first: [B, H], the first token's vector; result: [B, C].</summary>
    private protected abstract Tensor Classify(Tensor first, bool training);

    /// <summary>In the order in which they act.</summary>
    private protected IReadOnlyList<EncoderLayer> Layers { get; }

    /// <summary>What products of queries and keys are multiplied by.</summary>
    private protected double Scale => _attention.Scale;

    /// <summary>The tables, for a family that does more than <see cref="LookUp"/> with them.</summary>
    private protected Embeddings Embeddings { get; }

    /// <summary>As <see cref="Embeddings.Forward"/>, or by the CPU's encoder where it computes the pass in progress.</summary>
    private protected Tensor LookUp(Tensor inputIds, Tensor? typeIds, Tensor? positionIds) =>
        _packing is null
            ? Embeddings.Forward(inputIds, typeIds, positionIds)
            : _cpuEncoder!.Embed(Embeddings.Names, _packing, inputIds, typeIds, positionIds);

    Packing? PackingOf(Tensor inputIds, Tensor? mask) =>
        _cpuEncoder is not null && UsesCpuEncoder && !FusedAttention ? Packing.Of((int)inputIds.shape[0], (int)inputIds.shape[1], mask) : null;

    // dropout: null outside of training.
    Tensor OnCpu(Packing packing, Tensor inputIds, Tensor? typeIds, CpuDropout? dropout)
    {
        _cpuEncoder!.Begin();
        _packing = packing;
        var x = Embed(inputIds, typeIds, mask: null, dropout is not null); // [1, N, H]
        _packing = null;
        return Classify(_cpuEncoder.Encode(packing, x, dropout, DistanceBias(packing.Length)), dropout is not null); // [B, C]
    }
}

/// <summary>layer: its place; queries: [B, A, Q, D], of the first Q tokens; keys: [B, A, T, D]; result: as <see cref="Attention.Attend"/> adds it.</summary>
delegate Tensor AttentionBias(int layer, Tensor queries, Tensor keys);
