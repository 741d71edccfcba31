using static TorchSharp.torch;
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
        var keys = mask.unsqueeze(1).unsqueeze(1); // [B, 1, 1, T]
        var form = Fused ? keys.to(ScalarType.Bool) : keys.to(type).sub(1).mul(Masked);
        return form.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// queries: [B, A, Q, D]; keys, values: [B, A, T, D]; keyMask: from <see cref="KeyMask"/>; bias: [B or 1, A, Q, T], is added to
    /// the scaled scores; result: [B, A, Q, D].
    /// </summary>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor values, Tensor? keyMask, Tensor? bias, bool training)
    {
        if (Fused)
        {
            var scaled = _queryScale == 1 ? queries : queries.mul(_queryScale);
            return F.scaled_dot_product_attention(scaled, keys, values, Summed(keyMask, bias), training ? _probability : 0);
        }

        var scores = matmul(queries, keys.transpose(-2, -1)).mul(_scale); // [B, A, Q, T]
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

        return matmul(weights, values);
    }

    public void Dispose() => _scale.Dispose();

    /// <summary>keyMask: truth values; result: what the fused operation adds to its scores.</summary>
    static Tensor? Summed(Tensor? keyMask, Tensor? bias) => bias is null ? keyMask
        : keyMask is null ? bias
        : bias.add(keyMask.to(bias.dtype).sub(1).mul(Masked));
}
