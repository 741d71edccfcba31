using System.Runtime.Intrinsics;

namespace TrainingDynamics.Engine.Models.Cpu;

/// <summary>
/// Embeddings and encoder of a model on the CPU in float32 without autograd, which is left with what lies between and after
/// them: the embeddings' dropout and projection, and the classifier. Same results but for rounding and dropout's masks.
/// </summary>
sealed unsafe class CpuEncoder : IDisposable
{
    readonly ModelConfig _config;
    readonly CpuParameters _parameters;
    readonly CpuLayer[] _layers;
    readonly CpuArena _lasting = new();
    readonly CpuArena[] _arenas = [new(), new()]; // training needs one, inference changes from layer to layer
    CpuEmbeddings? _embeddings;
    Pending? _pending;

    public CpuEncoder(ModelConfig config, EncoderPlan plan, FlatParameters parameters)
    {
        _config = config;
        _parameters = new CpuParameters(parameters);
        _layers = [.. plan.Layers.Select(names => new CpuLayer(config, plan, names, _parameters))];
    }

    /// <summary>Whether a model can be computed this way; where not, the general way has the same results.</summary>
    public static bool Supports(ModelConfig config, Device device) =>
        device.type == TorchSharp.DeviceType.CPU
        && config.Precision == Precision.Fp32
        && config.Lora is null
        && config.Activation is Activation.Gelu or Activation.GeluTanh
        && config.HiddenSize % 8 == 0 && config.IntermediateSize % 8 == 0 && config.EmbeddingSize % 8 == 0
        && Vector256.IsHardwareAccelerated && CpuThreads.IsAvailable && MatrixProduct.IsAvailable;

    /// <summary>Begins a pass: what the last one left is overwritten from here on.</summary>
    public void Begin()
    {
        _pending = null;
        foreach (var arena in _arenas)
        {
            arena.Reset();
        }
    }

    /// <summary>
    /// inputIds, typeIds, positionIds: as of <see cref="Embeddings.Forward"/>; result: [1, N, E], a leaf of the graph where
    /// gradients are wanted.
    /// </summary>
    public Tensor Embed(EmbeddingNames names, Packing packing, Tensor inputIds, Tensor? typeIds, Tensor? positionIds)
    {
        _embeddings ??= new CpuEmbeddings(_config, names, _parameters, _lasting);
        var embedded = empty(1, packing.Tokens, _config.EmbeddingSize);
        _embeddings.Forward(_arenas[0], packing, inputIds, typeIds, positionIds, CpuParameters.Start(embedded));
        if (is_grad_enabled())
        {
            _pending = new Pending { Embedded = embedded.requires_grad_(true) };
        }

        return embedded;
    }

    /// <summary>x: [1, N, H]; result: [B, H], the first tokens' vectors, a leaf of the graph where gradients are wanted.</summary>
    /// <param name="packing">Of x's rows.</param>
    /// <param name="x">Made from what <see cref="Embed"/> gave.</param>
    /// <param name="dropout">Gives the masks; null outside of training.</param>
    /// <param name="distanceBias">[A, 2T − 1], what all layers add to their scores by key minus query; null: nothing.</param>
    public Tensor Encode(Packing packing, Tensor x, CpuDropout? dropout, Tensor? distanceBias)
    {
        var bias = distanceBias is null ? null : new BiasTable(distanceBias);
        Func<double, DropoutSite>? site = dropout is null ? null : probability => new DropoutSite(dropout.DrawKey(), probability);
        var dense = x.detach().contiguous();
        var first = empty(packing.Examples, _config.HiddenSize);
        var rows = CpuParameters.Start(dense); // [N, H]
        for (var i = 0; i < _layers.Length; i++)
        {
            var isLast = i == _layers.Length - 1;
            var arena = _arenas[_pending is null ? i % 2 : 0];
            if (_pending is null)
            {
                arena.Reset();
            }

            var y = isLast ? CpuParameters.Start(first) : arena.Floats((long)packing.Tokens * _config.HiddenSize); // [N, H]; last: [B, H]
            _layers[i].Forward(arena, packing, rows, y, firstOnly: isLast, site, bias);
            rows = y;
        }

        if (_pending is not null)
        {
            _pending = _pending with { Encoded = x, Input = dense, First = first.requires_grad_(true), Bias = bias };
        }

        return first;
    }

    /// <summary>Goes on where backward ended at the leaf that <see cref="Encode"/> gave; without one it does nothing.</summary>
    public void Backward()
    {
        if (_pending is not { First: not null } pending)
        {
            return;
        }

        _pending = null;
        using var noGradient = no_grad();
        var arena = _arenas[0];
        var gradient = pending.First!.grad!.contiguous(); // [B, H]
        var d = CpuParameters.Start(gradient);
        for (var i = _layers.Length - 1; i >= 0; i--)
        {
            d = (float*)_layers[i].Backward(arena, d);
        }

        var dx = empty(pending.Encoded!.shape); // [1, N, H]
        var elements = dx.numel() * sizeof(float);
        Buffer.MemoryCopy(d, CpuParameters.Start(dx), elements, elements);
        pending.Encoded.backward([dx]);
        pending.Bias?.Backward();
        _embeddings!.Backward(arena, CpuParameters.Start(pending.Embedded.grad!.contiguous()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var arena in _arenas)
        {
            arena.Dispose();
        }

        _lasting.Dispose();
    }

    // The tensors belong to the caller's dispose scope.
    sealed record Pending
    {
        public required Tensor Embedded { get; init; }

        public Tensor? Encoded { get; init; }

        public Tensor? Input { get; init; }

        public Tensor? First { get; init; }

        public BiasTable? Bias { get; init; }
    }
}
