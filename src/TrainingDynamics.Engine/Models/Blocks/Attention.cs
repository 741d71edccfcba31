using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>
/// Scaled dot-product attention by either of two ways: step by step, faster on the CPU and with any dropout, or as torch's
/// one fused operation, for CUDA.
/// </summary>
sealed class Attention : IDisposable
{
    // Far below any score, and not float's minimum: that would become infinite in half precision, and a row NaN.
    const double Masked = 1e9;

    readonly IDropout _dropout;
    readonly double _probability;
    readonly Tensor _scale; // []; a tensor, because each number passed to an operation is a native object to finalize
    readonly double _queryScale; // what the fused operation's own scale lacks

    /// <param name="headSize">D.</param>
    /// <param name="scoreTerms">As of <see cref="EncoderPlan.ScoreTerms"/>.</param>
    /// <param name="dropout">Of the weights.</param>
    /// <param name="probability">Its probability, in [0, 1).</param>
    /// <param name="device">Where queries, keys and values are.</param>
    public Attention(int headSize, int scoreTerms, IDropout dropout, double probability, Device device)
    {
        _dropout = dropout;
        _probability = probability;
        _queryScale = 1 / Math.Sqrt(scoreTerms);
        Scale = 1 / Math.Sqrt((double)headSize * scoreTerms);
        _scale = tensor((float)Scale, device: device).DetachFromDisposeScope();
        Fused = device.type == TorchSharp.DeviceType.CUDA;
    }

    /// <summary>What the products of queries and keys are multiplied by.</summary>
    public double Scale { get; }

    /// <summary>Which way; the device decides, tests compare.</summary>
    public bool Fused { get; set; }

    /// <summary>The mask in the form that <see cref="Attend"/> takes, once per pass. mask: [B, T], 1 = token, 0 = padding; type: of the scores.</summary>
    public Tensor KeyMask(Tensor mask, ScalarType type)
    {
        using var scope = NewDisposeScope();
        return Form(mask.unsqueeze(1).unsqueeze(1), type).MoveToOuterDisposeScope(); // [B, 1, 1, T]
    }

    /// <summary>The same of what each query sees by itself. visible: [B or 1, 1, Q or 1, T], 0 or false = hidden.</summary>
    public Tensor Form(Tensor visible, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var form = Fused ? visible.to(ScalarType.Bool) : visible.to(type).sub(1).mul(Masked);
        return form.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// queries: [B, A, Q, D]; keys, values: [B, A / G, T, D], each for G heads of the queries in a row; keyMask: from
    /// <see cref="KeyMask"/> or <see cref="Form"/>; bias: [B or 1, A, Q, T], is added to the scaled scores; result: [B, A, Q, D].
    /// </summary>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor values, Tensor? keyMask, Tensor? bias, bool training)
    {
        long heads = queries.shape[1], group = heads / keys.shape[1];
        if (Fused)
        {
            var scaled = _queryScale == 1 ? queries : queries.mul(_queryScale);
            return F.scaled_dot_product_attention(
                scaled, Repeated(keys, group), Repeated(values, group), Summed(keyMask, bias), training ? _probability : 0);
        }

        // The queries of a group as if they were more queries of one head: the keys need not be copied for each.
        long batch = queries.shape[0], count = queries.shape[2], length = keys.shape[2];
        var together = queries.reshape(batch, heads / group, group * count, -1); // [B, A / G, G·Q, D]
        var scores = matmul(together, keys.transpose(-2, -1)).view(batch, heads, count, length).mul(_scale); // [B, A, Q, T]
        if (bias is not null)
        {
            scores = scores.add(bias);
        }

        if (keyMask is not null)
        {
            scores = scores.add(keyMask);
        }

        var weights = scores.softmax(-1); // [B, A, Q, T]
        if (training)
        {
            weights = _dropout.Apply(weights, _probability);
        }

        return matmul(weights.view(batch, heads / group, group * count, length), values).view(batch, heads, count, -1);
    }

    public void Dispose() => _scale.Dispose();

    static Tensor Repeated(Tensor heads, long group) => group == 1 ? heads : heads.repeat_interleave(group, 1);

    /// <summary>keyMask: truth values; result: what the fused operation adds to its scores.</summary>
    static Tensor? Summed(Tensor? keyMask, Tensor? bias) => bias is null ? keyMask
        : keyMask is null ? bias
        : bias.add(keyMask.to(bias.dtype).sub(1).mul(Masked));
}
