using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// One layer of the encoder that all families share: attention, then feed-forward, each with a residual and a layer norm
/// after it.
/// </summary>
sealed class EncoderLayer
{
    readonly ModelConfig _config;
    readonly Attention _attention;
    readonly IDropout _dropout;
    readonly EncoderPlan _plan;
    readonly long[] _width;
    readonly AdaptableLinear _qkv; // H to 3H
    readonly AdaptableLinear _out; // H to H
    readonly Tensor _outGain, _outShift; // [H], [H]
    readonly AdaptableLinear _up; // H to I
    readonly AdaptableLinear _down; // I to H
    readonly Tensor _downGain, _downShift; // [H], [H]

    public EncoderLayer(
        ModelConfig config,
        EncoderPlan plan,
        EncoderLayerNames names,
        FlatParameters parameters,
        LinearLayers linear,
        Attention attention,
        IDropout dropout)
    {
        _config = config;
        _attention = attention;
        _dropout = dropout;
        _plan = plan;
        _width = [config.HiddenSize];
        _qkv = linear[names.Projections[0]];
        _out = linear[names.AttentionOutput];
        (_outGain, _outShift) = Pair(names.AttentionNorm);
        _up = linear[names.Up];
        _down = linear[names.Down];
        (_downGain, _downShift) = Pair(names.OutputNorm);

        (Tensor, Tensor) Pair(string name) => (parameters.Leaf($"{name}.weight"), parameters.Leaf($"{name}.bias"));
    }

    /// <summary>
    /// x: [B, T, H]; bias: gives what <see cref="Attention.Attend"/> adds, from queries and keys; result: [B, Q, H]. Q is T, or 1
    /// when only the first token's vector is wanted, as of the last layer of a classifier: the other rows would be computed for nothing.
    /// </summary>
    public Tensor Forward(Tensor x, Tensor? keyMask, Func<Tensor, Tensor, Tensor>? bias, bool firstOnly, bool training)
    {
        // Without gradients nothing else would free a layer's intermediate results before the batch is done.
        using var scope = NewDisposeScope();
        var rows = firstOnly ? x.narrow(1, 0, 1) : x; // [B, Q, H]
        var (q, k, v) = firstOnly ? ProjectFirst(rows, x) : Project(x); // [B, A, Q, D], [B, A, T, D] twice
        var context = _attention.Attend(q, k, v, keyMask, bias?.Invoke(q, k), training); // [B, A, Q, D]
        var merged = context.transpose(1, 2).reshape(rows.shape); // [B, Q, H]

        var attended = Drop(_out.Forward(merged), _plan.AttentionOutputDropout, training); // [B, Q, H]
        var y = Norm(attended.add(rows), _outGain, _outShift); // [B, Q, H]
        var inner = _config.Activation.Apply(_up.Forward(y)); // [B, Q, I]
        var fed = Drop(_down.Forward(inner), _plan.OutputDropout, training); // [B, Q, H]
        return Norm(fed.add(y), _downGain, _downShift).MoveToOuterDisposeScope(); // [B, Q, H]
    }

    /// <summary>The vectors of relative positions as queries and keys of every head. rows: [R, H]; result: [A, R, D] each.</summary>
    public (Tensor Queries, Tensor Keys) QueriesAndKeys(Tensor rows)
    {
        var heads = Heads(_qkv.Forward(rows.unsqueeze(0), 0, 2), 2).squeeze(1).unbind(0); // 2 x [A, R, D]
        return (heads[0], heads[1]);
    }

    (Tensor Q, Tensor K, Tensor V) Project(Tensor x)
    {
        var qkv = Heads(_qkv.Forward(x), 3).unbind(0); // 3 x [B, A, T, D]
        return (qkv[0], qkv[1], qkv[2]);
    }

    (Tensor Q, Tensor K, Tensor V) ProjectFirst(Tensor first, Tensor x)
    {
        var query = _qkv.Forward(first, 0, 1); // [B, 1, H]
        var keysValues = _qkv.Forward(x, 1, 2); // [B, T, 2H]
        var kv = Heads(keysValues, 2).unbind(0); // 2 x [B, A, T, D]
        return (Heads(query, 1).squeeze(0), kv[0], kv[1]);
    }

    /// <summary>[B, T, parts·H] to [parts, B, A, T, D].</summary>
    Tensor Heads(Tensor projected, int parts) => projected
        .view(projected.shape[0], projected.shape[1], parts, _config.Heads, _config.HeadSize)
        .permute(2, 0, 3, 1, 4);

    Tensor Drop(Tensor x, double probability, bool training) => training ? _dropout.Apply(x, probability) : x;

    Tensor Norm(Tensor x, Tensor weight, Tensor bias) => F.layer_norm(x, _width, weight, bias, _config.LayerNormEpsilon);
}
