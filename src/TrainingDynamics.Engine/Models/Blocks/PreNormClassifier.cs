using F = TorchSharp.torch.nn.functional;

namespace TrainingDynamics.Engine.Models;

/// <summary>What classifiers share that norm before each block and not after its residual.</summary>
abstract class PreNormClassifier : TextClassifier
{
    private protected PreNormClassifier(ModelConfig config, Device device, IDropout dropout)
        : base(config, device, dropout) => Attention = new Attention(config.HeadSize, scoreTerms: 1, dropout, config.AttentionDropout, device);

    internal override bool FusedAttention
    {
        get => Attention.Fused;
        set => Attention.Fused = value;
    }

    /// <summary>Of all layers.</summary>
    private protected Attention Attention { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Attention.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>ids: [B, T]; result: [B, T, E], the rows of a table.</summary>
    private protected Tensor LookUp(string table, Tensor ids) =>
        Parameters.Leaf(table).index_select(0, ids.reshape(-1)).view(ids.shape[0], ids.shape[1], -1);

    /// <summary>The layer norm of this name, with its bias where it has one. x: […, H].</summary>
    private protected Tensor LayerNorm(Tensor x, string name) =>
        F.layer_norm(x, [x.shape[^1]], Parameters.Leaf($"{name}.weight"), FindBias(name), Config.LayerNormEpsilon);

    Tensor? FindBias(string name) => Parameters.Layout.Slices.ContainsKey($"{name}.bias") ? Parameters.Leaf($"{name}.bias") : null;

    /// <summary>[B, T, heads·D] to [B, heads, T, D].</summary>
    private protected static Tensor Heads(Tensor projected, int heads) =>
        projected.view(projected.shape[0], projected.shape[1], heads, -1).transpose(1, 2);

    /// <summary>[B, A, Q, D] to [B, Q, A·D].</summary>
    private protected static Tensor Merge(Tensor context) =>
        context.transpose(1, 2).reshape(context.shape[0], context.shape[2], -1);
}
